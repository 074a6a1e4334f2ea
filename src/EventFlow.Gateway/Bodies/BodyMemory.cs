using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace EventFlow.Gateway.Bodies;

/// <summary>
/// Counts the memory that bodies of requests take, against a limit. One caller may hold as much as stays free beside it: alone it gets half, two get a third each, and there is always room for one more,
/// so that a flood does not shut out the others. Thread safe.
/// </summary>
internal sealed class BodyMemory(IOptions<GatewayOptions> options, TimeProvider clock) : IQueueSource
{
    private const int MaxCallers = 10_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly long _limit = options.Value.MaxBufferedBytes;
    private readonly ConcurrentDictionary<string, CallerMemory> _callers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PooledBody, long> _open = new();
    private readonly FreedRate _freed = new(clock);
    private long _used;
    private long _refused;

    /// <summary>A body that a caller begins to send.</summary>
    public PooledBody Open(string caller)
    {
        var body = new PooledBody(this, _callers.GetOrAdd(_callers.ContainsKey(caller) || _callers.Count < MaxCallers ? caller : "", static _ => new CallerMemory()));
        _open.TryAdd(body, clock.GetTimestamp());
        return body;
    }

    /// <summary>The body is not needed any more.</summary>
    public void Close(PooledBody body) => _open.TryRemove(body, out _);

    /// <summary>Takes bytes for a body that holds <paramref name="held"/> already and gives them back once it has the new ones; false when there are not so many left for its caller.</summary>
    public bool TryReserve(CallerMemory caller, long bytes, long held)
    {
        var used = Interlocked.Add(ref _used, bytes);
        var own = caller.Add(bytes);

        // A caller's only body may take what there is, or one larger than half the limit could never come.
        if (used <= _limit && (own - bytes - held <= 0 || own - held <= _limit - (used - held)))
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        caller.Add(-bytes);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(CallerMemory caller, long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        caller.Add(-bytes);
        _freed.Add(bytes);
    }

    /// <summary>When a caller that was refused should come again: after so much has been freed, at the rate of the last seconds, as it and those refused before it need; 1 to 60 s.</summary>
    public TimeSpan WaitFor(CallerMemory caller, long bytes) => caller.NextTurn(clock, _freed.PerSecond is > 0 and { } rate ? TimeSpan.FromSeconds(Math.Min(bytes / rate, LongestWait.TotalSeconds)) : TimeSpan.Zero, LongestWait);

    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues() => [new("gateway bodies, bytes", Interlocked.Read(ref _used), _limit, Interlocked.Read(ref _refused), Oldest())];

    private double Oldest()
    {
        var oldest = TimeSpan.Zero;
        foreach (var (_, since) in _open)
        {
            var age = clock.GetElapsedTime(since);
            oldest = age > oldest ? age : oldest;
        }

        return oldest.TotalSeconds;
    }
}
