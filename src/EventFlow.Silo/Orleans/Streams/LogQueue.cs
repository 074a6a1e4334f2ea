using EventFlow.EventStore;

namespace EventFlow.Silo;

/// <summary>A partition of the log as a queue: reads it, and wakes whoever waits for it to grow. Thread safe.</summary>
/// <remarks>
/// A delivery costs a call for every service and series in it, however little it brings. So a stream that was read a moment ago is read again only when a pause has gone by or much has come;
/// what comes after quiet is read at once.
/// </remarks>
internal sealed partial class LogQueue(IFollowedEventLog log, string stream, int partition, TimeProvider time, ILogger logger)
{
    // Items are batches of any size, so what is read at once is limited in bytes; what is made of them takes a few times as much.
    private const int ReadBytes = 512 << 10;

    // So many are worth their calls without a pause.
    private const int EnoughEvents = 5_000;

    // Adds at most this to the way of an event while others come before it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _signal = new(1, 1);
    private long _readAt;

    public StreamId Stream { get; } = StreamId.Create(StreamNames.Namespace, EventStreams.KeyOf(stream, partition));

    /// <summary>The offset that the next event gets.</summary>
    public long NextOffset => log.GetNextOffset(stream, partition);

    /// <summary>A reader from an offset on, for one cursor.</summary>
    public IEventReader OpenReader(long offset) => log.OpenReader(stream, partition, offset);

    /// <summary>Something may be there to deliver. Signals that come while nobody waits are merged into one.</summary>
    public void Signal()
    {
        if (_signal.CurrentCount > 0) return;
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another signal came between the look and the release; one is enough.
        }
    }

    /// <summary>Waits for a signal, a while at most.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <summary>Reads on; tries again for as long as that fails. Empty at the end of the log.</summary>
    public async Task<IReadOnlyList<EventBatch>> ReadAsync(IEventReader reader, CancellationToken cancellationToken)
    {
        await PauseAsync(reader.NextOffset, cancellationToken).ConfigureAwait(false);
        string? told = null;
        for (var backoff = FirstBackoff; ; backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff)
        {
            try
            {
                var batches = await reader.ReadAsync(ReadBytes, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _readAt, time.GetTimestamp());
                if (told is not null) LogReadAgain(stream, partition);
                return batches;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Logged when it changes; the partition's lag shows that it lasts.
                if (told != e.Message) LogCannotRead(e, stream, partition, reader.NextOffset);
                told = e.Message;
                await Task.Delay(backoff, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task PauseAsync(long from, CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _readAt);
        var left = last != 0 && NextOffset - from < EnoughEvents ? Pause - time.GetElapsedTime(last) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? Task.Delay(left, time, cancellationToken) : Task.CompletedTask;
    }

    [LoggerMessage(6900, LogLevel.Error, "{Stream}/{Partition} cannot be read from offset {Offset} on; it is tried again. Logged again only when the error changes")]
    private partial void LogCannotRead(Exception error, string stream, int partition, long offset);

    [LoggerMessage(6901, LogLevel.Information, "{Stream}/{Partition} can be read again")]
    private partial void LogReadAgain(string stream, int partition);
}
