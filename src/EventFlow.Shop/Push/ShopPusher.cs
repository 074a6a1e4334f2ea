using System.Globalization;
using EventFlow.Client;
using EventFlow.Shop.Incidents;
using EventFlow.Shop.Simulation;

namespace EventFlow.Shop.Push;

/// <summary>Turns simulated time into requests: what is due in a second goes out as one batch. Producing never waits for sending.</summary>
internal sealed partial class ShopPusher
{
    private readonly ShopSimulation _simulation;
    private readonly IngestionClient _client;
    private readonly PusherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ShopPusher> _log;
    private readonly OutgoingQueue _queue;
    private readonly DateTimeOffset _start;
    private readonly long _startTimestamp;
    private readonly string _producer;
    private long _sequence;
    private Incident? _incident;
    private IngestStatus _lastStatus;

    public ShopPusher(ShopSimulation simulation, IngestionClient client, PusherOptions options, TimeProvider time, ILogger<ShopPusher> log)
    {
        _simulation = simulation;
        _client = client;
        _options = options;
        _time = time;
        _log = log;
        _queue = new OutgoingQueue(options.Buffer);
        _start = time.GetUtcNow();
        _startTimestamp = time.GetTimestamp();
        // A restarted shop counts from one again; under a name of its own its batches are not taken for repeats.
        _producer = string.Create(CultureInfo.InvariantCulture, $"shop-{_start.ToUnixTimeMilliseconds()}");
    }

    /// <summary>Batches given up because the silo was away too long.</summary>
    public long DroppedBatches => _queue.Dropped;

    /// <summary>Runs until the simulation is over or the caller ends it; then tries for a moment to send what is left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var sending = new CancellationTokenSource();
        var sender = SendAllAsync(sending.Token);
        try
        {
            await ProduceAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        _queue.Complete();
        await DrainAsync(sender, sending).ConfigureAwait(false);
    }

    private async Task ProduceAsync(CancellationToken stop)
    {
        using var builder = new OutgoingBatchBuilder();
        ProduceHistory(builder);
        for (var second = 0L; _options.Until is not { } until || second <= until; second++)
        {
            var due = TimeSpan.FromSeconds(second / _options.Speed) - _time.GetElapsedTime(_startTimestamp);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, _time, stop).ConfigureAwait(false);
            }

            stop.ThrowIfCancellationRequested();
            Narrate(second);
            Produce(second, builder);
        }
    }

    // The past before the first second is quiet: the first incident comes a minute later at the earliest.
    private void ProduceHistory(OutgoingBatchBuilder builder)
    {
        for (var second = -60L * _options.HistoryMinutes; second < 0; second++)
        {
            _simulation.Write(second, builder, elapsed => (_start + elapsed).ToUnixTimeMilliseconds());
            if (builder.Count > 500)
            {
                Enqueue(builder);
            }
        }

        if (builder.Count > 0)
        {
            Enqueue(builder);
        }
    }

    private void Produce(long second, OutgoingBatchBuilder builder)
    {
        _simulation.Write(second, builder, elapsed => (_start + (elapsed / _options.Speed)).ToUnixTimeMilliseconds());
        if (builder.Count > 0)
        {
            Enqueue(builder);
        }
    }

    private void Enqueue(OutgoingBatchBuilder builder)
    {
        var dropped = _queue.Add(builder.Take(_producer, ++_sequence));
        // The first, then each hundredth: the cause is the same and is logged where sending fails.
        if (dropped && _queue.Dropped % 100 == 1)
        {
            LogDropped(_log, _queue.Dropped, _options.Buffer);
        }
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        while (await _queue.TakeAsync(cancellation).ConfigureAwait(false) is { } batch)
        {
            var result = await _client.SendAsync(batch, static _ => Timeout.InfiniteTimeSpan, ReportRetry, cancellation).ConfigureAwait(false);
            Report(result);
        }
    }

    private async Task DrainAsync(Task sender, CancellationTokenSource sending)
    {
        try
        {
            await sender.WaitAsync(_options.DrainTime, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogUnsent(_log, _queue.Count + 1);
            await sending.CancelAsync().ConfigureAwait(false);
            await sender.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ReportRetry(IngestResult result, TimeSpan wait)
    {
        if (result.Status != _lastStatus)
        {
            _lastStatus = result.Status;
            LogWaiting(_log, result.Status, result.Detail, wait.TotalSeconds);
        }
    }

    private void Report(IngestResult result)
    {
        if (result.Status != _lastStatus)
        {
            _lastStatus = result.Status;
            if (result.Status == IngestStatus.Answered)
            {
                LogAccepting(_log);
            }
            else
            {
                LogRefused(_log, result.Status, result.Detail);
            }
        }

        if (result.Rejected > 0)
        {
            LogRejected(_log, result.Rejected, result.Errors.Count > 0 ? result.Errors[0].ToString() : "no reason given");
        }
    }

    private void Narrate(long second)
    {
        var now = _simulation.IncidentAt(TimeSpan.FromSeconds(second));
        if (ReferenceEquals(now, _incident))
        {
            return;
        }

        if (_incident is not null)
        {
            LogIncidentOver(_log, _incident.Name);
        }

        if (now is not null)
        {
            LogIncidentBegins(_log, now.Name, now.Story, now.Duration.TotalSeconds);
        }

        _incident = now;
    }
}
