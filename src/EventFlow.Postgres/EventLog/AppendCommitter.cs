using System.Threading.Channels;
using EventFlow.EventStore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>
/// Takes what waits, as one transaction after the other: whoever comes while one is under way shares the next. While the database is away a group is sent again under its number until it is known
/// whether it was stored, and refused when that takes too long; from then on appends are refused at once, but for one a second that tries. Thread safe.
/// </summary>
internal sealed partial class AppendCommitter : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OverloadedRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(30);

    // A transaction of so many rows is large enough, whatever they weigh.
    private const int MostAppends = 1_000;

    private readonly NpgsqlDataSource _source;
    private readonly IReadOnlyList<EventStreamInfo> _streams;
    private readonly PostgresEventLogOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Action<List<PendingAppend>, long[]> _stored;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Guid _appender = Guid.NewGuid();
    private readonly Task _running;
    private long _number;
    private long _queuedBytes;
    private long _refusals;
    private long _oldest = long.MaxValue;
    private long _probeAt;
    private string? _fault;
    private PostgresFaultKind _faultKind;
    private long _failedAt;

    /// <param name="source">The database.</param>
    /// <param name="streams">The streams of the log.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">For waits.</param>
    /// <param name="logger">For what breaks.</param>
    /// <param name="stored">Told of what was stored, before those who wait.</param>
    public AppendCommitter(
        NpgsqlDataSource source, IReadOnlyList<EventStreamInfo> streams, PostgresEventLogOptions options, TimeProvider clock, ILogger logger, Action<List<PendingAppend>, long[]> stored)
    {
        (_source, _streams, _options, _clock, _logger, _stored) = (source, streams, options, clock, logger, stored);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Bytes that wait.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>Appends that were refused.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);

    /// <summary>How long the oldest append of the group under way has waited.</summary>
    public TimeSpan OldestWait => Interlocked.Read(ref _oldest) is var at && at == long.MaxValue ? TimeSpan.Zero : _clock.GetElapsedTime(at);

    /// <summary>What keeps appends from being stored; null when nothing does.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>
    /// The database answers. One that was away takes appends again then; what it refused before (a full disk) is tried after a while: a silo that says it is not ready gets no event that could.
    /// </summary>
    public void NoteAnswer()
    {
        if (Fault is not null && (_faultKind == PostgresFaultKind.Away || _clock.GetElapsedTime(Interlocked.Read(ref _failedAt)) > RefusedFor) && Interlocked.Exchange(ref _fault, null) is not null)
        {
            Interlocked.Exchange(ref _probeAt, 0);
            LogRecovered(_logger);
        }
    }

    /// <summary>Stores a batch with others; returns when it is durable, or says why not.</summary>
    public ValueTask<EventAppendResult> AppendAsync(string stream, int partition, EncodedBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Payload.Length > _options.MaxBatchBytes)
        {
            return Refuse(EventAppendReason.TooLarge, TimeSpan.Zero);
        }

        if (IsRefusing())
        {
            return Refuse(EventAppendReason.Failed, ProbeEvery);
        }

        if (Interlocked.Add(ref _queuedBytes, batch.Payload.Length) > _options.MaxQueuedBytes)
        {
            Interlocked.Add(ref _queuedBytes, -batch.Payload.Length);
            return Refuse(EventAppendReason.Overloaded, OverloadedRetry);
        }

        var compressed = _options.Compress ? SegmentLog.BatchCompression.TryCompress(batch.Payload) : null;
        var append = new PendingAppend(stream, partition, batch, compressed ?? batch.Payload.ToArray(), compressed is null ? 0 : batch.Payload.Length, _clock.GetTimestamp());
        append.CancelWith(cancellationToken);
        if (!_queue.Writer.TryWrite(append))
        {
            Interlocked.Add(ref _queuedBytes, -batch.Payload.Length);
            return Refuse(EventAppendReason.Failed, ProbeEvery);
        }

        return new(append.Task);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes of a service once for each name it has.
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        _stopping.CancelAfter(_options.AppendTimeout);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private ValueTask<EventAppendResult> Refuse(EventAppendReason reason, TimeSpan retryAfter)
    {
        Interlocked.Increment(ref _refusals);
        return new(new EventAppendResult(reason, -1, retryAfter));
    }

    // One append a second finds out whether the database is back; the others need not wait for it to be found away again.
    private bool IsRefusing()
    {
        var at = Interlocked.Read(ref _probeAt);
        var now = _clock.GetTimestamp();
        return at != 0 && (now < at || Interlocked.CompareExchange(ref _probeAt, now + TicksOf(ProbeEvery), at) != at);
    }

    private async Task RunAsync()
    {
        var company = false;
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (company && QueuedBytes < _options.CommitBytes && _options.CommitWindow > TimeSpan.Zero)
            {
                await Task.Delay(_options.CommitWindow, _clock).ConfigureAwait(false);
            }

            var appends = TakeWaiting();
            company = appends.Count > 1;
            if (appends.Count > 0)
            {
                Interlocked.Exchange(ref _oldest, appends[0].EnqueuedAt);
                await StoreAsync(new AppendGroup(_appender, ++_number, appends)).ConfigureAwait(false);
                Interlocked.Exchange(ref _oldest, long.MaxValue);
            }
        }
    }

    private List<PendingAppend> TakeWaiting()
    {
        var (appends, bytes) = (new List<PendingAppend>(), 0L);
        while (bytes < _options.CommitBytes && appends.Count < MostAppends && _queue.Reader.TryRead(out var next))
        {
            Interlocked.Add(ref _queuedBytes, -next.Batch.Payload.Length);
            if (next.TryTake())
            {
                appends.Add(next);
                bytes += next.Stored.Length;
            }
        }

        return appends;
    }

    private async Task StoreAsync(AppendGroup group)
    {
        var started = _clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(_stopping.Token).ConfigureAwait(false);
                Succeed(group, await group.StoreAsync(connection, (int)Math.Ceiling(_options.AppendTimeout.TotalSeconds), _stopping.Token).ConfigureAwait(false));
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                var fault = PostgresFault.Of(e);
                var isLate = Fault is not null || _stopping.IsCancellationRequested || _clock.GetElapsedTime(started) + pause > _options.AppendTimeout;
                if (isLate || fault.Kind is PostgresFaultKind.Refused or PostgresFaultKind.DiskFull or PostgresFaultKind.Value)
                {
                    Fail(group, fault, e);
                    return;
                }

                await RecoverAsync(fault, pause).ConfigureAwait(false);
            }
        }
    }

    private async Task RecoverAsync(PostgresFault fault, TimeSpan pause)
    {
        if (fault.Kind == PostgresFaultKind.NoDay)
        {
            try
            {
                await LogTables.PrepareAsync(_source, _streams, _stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                // The group's next try says what is wrong.
            }
        }

        await Task.Delay(pause, _clock).ConfigureAwait(false);
    }

    private void Succeed(AppendGroup group, long[] firstOffsets)
    {
        Interlocked.Exchange(ref _probeAt, 0);
        if (Interlocked.Exchange(ref _fault, null) is not null)
        {
            LogRecovered(_logger);
        }

        _stored(group.Appends, firstOffsets);
        for (var i = 0; i < group.Appends.Count; i++)
        {
            group.Appends[i].Complete(new(EventAppendReason.Stored, firstOffsets[i], TimeSpan.Zero));
        }
    }

    private void Fail(AppendGroup group, PostgresFault fault, Exception error)
    {
        _faultKind = fault.Kind;
        Interlocked.Exchange(ref _failedAt, _clock.GetTimestamp());
        Interlocked.Exchange(ref _probeAt, _clock.GetTimestamp() + TicksOf(ProbeEvery));
        // A cause that repeats is logged when it changes.
        if (Interlocked.Exchange(ref _fault, fault.Text) != fault.Text)
        {
            LogRefusing(_logger, fault.Text);
            LogDetails(_logger, error);
        }

        var (reason, retry) = fault.Kind == PostgresFaultKind.DiskFull ? (EventAppendReason.DiskFull, DiskRetry) : (EventAppendReason.Failed, ProbeEvery);
        Interlocked.Add(ref _refusals, group.Appends.Count);
        foreach (var append in group.Appends)
        {
            append.Complete(new(reason, -1, retry));
        }
    }

    private long TicksOf(TimeSpan span) => (long)(span.TotalSeconds * _clock.TimestampFrequency);

    [LoggerMessage(9000, LogLevel.Error, "Events cannot be stored, senders are told to come again: {Fault}.")]
    private static partial void LogRefusing(ILogger logger, string fault);

    [LoggerMessage(9001, LogLevel.Warning, "Events are stored again: PostgreSQL is back.")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(9002, LogLevel.Debug, "Why events could not be stored.")]
    private static partial void LogDetails(ILogger logger, Exception error);
}
