using EventFlow.Client;

namespace EventFlow.Cli.Push;

/// <summary>One push: reads, paces, batches, sends, counts. One request is under way at a time, so that rows arrive in the order of the recording.</summary>
internal sealed class PushJob(PushRequest request, IngestionClient client, TimeProvider time, Func<IngestResult, string> explain, IPushProgress progress) : IDisposable
{
    // A mistyped address should show at once; a silo that restarts in the middle deserves some patience.
    private static readonly TimeSpan PatienceBeforeFirstAnswer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Rows due within this time go out together: timers are not finer, and single rows would only cost requests.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(20);

    private readonly OutgoingBatchBuilder _builder = new();
    private readonly List<long> _lines = [];
    private bool _answered;

    /// <summary>The counts so far.</summary>
    public PushSummary Summary { get; } = new();

    /// <summary>Pushes everything; what goes wrong is in the summary.</summary>
    /// <param name="input">The recording.</param>
    /// <param name="cancellation">Ends the push early.</param>
    public async Task RunAsync(RecordingInput input, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        try
        {
            var span = request.ShiftToNow ? await RecordingSpan.MeasureAsync(input.Stream, cancellation).ConfigureAwait(false) : default;
            await PushAsync(input, span, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Summary.Ended = "interrupted; pushing the same file again continues where it stopped, without counting twice";
        }

        Summary.Elapsed = time.GetElapsedTime(began);
    }

    /// <inheritdoc />
    public void Dispose() => _builder.Dispose();

    private async Task PushAsync(RecordingInput input, RecordingSpan span, CancellationToken cancellation)
    {
        using var reader = new StreamReader(input.Stream, leaveOpen: true);
        var began = time.GetTimestamp();
        RecordingPace? pace = null;
        await foreach (var point in new CsvRecording(reader, Summary.AddFault).ReadAsync(cancellation).ConfigureAwait(false))
        {
            pace ??= new RecordingPace(request, request.ShiftToNow ? span.First : point.Timestamp, span.Last, time.GetUtcNow());
            var wait = pace.Due(point.Timestamp) - time.GetElapsedTime(began);
            if ((wait > Grain || _builder.Count >= request.BatchSize) && !await FlushAsync(input, began, cancellation).ConfigureAwait(false))
            {
                return;
            }

            if (wait > Grain)
            {
                await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            }

            Add(point, point.Timestamp + pace.ShiftMs);
        }

        await FlushAsync(input, began, cancellation).ConfigureAwait(false);
    }

    private void Add(CsvPoint point, long timestamp)
    {
        _builder.AddMetric(timestamp, request.Service, request.Metric, point.Value, request.Unit, request.Labels, EventId.Of(request, point, timestamp));
        _lines.Add(point.Line);
    }

    private async Task<bool> FlushAsync(RecordingInput input, long began, CancellationToken cancellation)
    {
        if (_builder.Count == 0)
        {
            return true;
        }

        var result = await client.SendAsync(_builder.Take(), PatienceWith, OnRetry, cancellation).ConfigureAwait(false);
        if (result.Status != IngestStatus.Answered)
        {
            Summary.Ended = explain(result);
            return false;
        }

        _answered = true;
        Count(result);
        _lines.Clear();
        Summary.Elapsed = time.GetElapsedTime(began);
        progress.Report(Summary, input.Fraction);
        return true;
    }

    private void Count(IngestResult result)
    {
        Summary.Sent += _lines.Count;
        Summary.Accepted += result.Accepted;
        Summary.Duplicates += result.Duplicates;
        Summary.Rejected += result.Rejected;
        foreach (var error in result.Errors)
        {
            var line = error.Index >= 0 && error.Index < _lines.Count ? _lines[error.Index] : 0;
            Summary.AddRejection(new CsvFault(line, error.ToString()));
        }
    }

    private TimeSpan PatienceWith(IngestResult failure) => _answered || failure.Status == IngestStatus.Busy ? Patience : PatienceBeforeFirstAnswer;

    private void OnRetry(IngestResult failure, TimeSpan wait)
    {
        Summary.Retries++;
        progress.Waiting(failure, wait);
    }
}
