using System.Collections.Concurrent;
using EventFlow.EventStore;

namespace EventFlow.Replay;

/// <summary>Wakes those who wait for a stream to grow. Costs an append one look-up while nobody waits. Thread safe.</summary>
internal sealed class EventArrivals : IDisposable
{
    // A log that does not tell is looked at so often; so is one that grew between a look and the wait.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly IFollowedEventLog? _log;
    private readonly TimeProvider _time;

    public EventArrivals(IEventLog log, TimeProvider time)
    {
        _time = time;
        _log = log as IFollowedEventLog;
        if (_log is not null) _log.Appended += Wake;
    }

    /// <summary>A task that completes with the next append to a stream. Taken before the look that decides to wait, it misses none.</summary>
    public Task NextAppend(string stream) => _waiting.GetOrAdd(stream, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Waits for a task of <see cref="NextAppend"/>, a moment at most.</summary>
    public async Task WaitAsync(Task nextAppend, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await nextAppend.WaitAsync(_log is null && atMost > Pause ? Pause : atMost, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Whoever waits looks again.
        }
    }

    public void Dispose()
    {
        if (_log is not null) _log.Appended -= Wake;
    }

    private void Wake(string stream, int partition)
    {
        if (_waiting.TryRemove(stream, out var waiting)) waiting.TrySetResult();
    }
}
