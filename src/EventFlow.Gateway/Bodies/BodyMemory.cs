using Microsoft.Extensions.Options;

namespace EventFlow.Gateway.Bodies;

/// <summary>Counts the memory that bodies of requests take, against a limit. Thread safe.</summary>
internal sealed class BodyMemory(IOptions<GatewayOptions> options) : IQueueSource
{
    private readonly long _limit = options.Value.MaxBufferedBytes;
    private long _used;
    private long _refused;

    /// <summary>Takes bytes from the limit; false when there are not so many left.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= _limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        Interlocked.Increment(ref _refused);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues() => [new("gateway bodies, bytes", Interlocked.Read(ref _used), _limit, Interlocked.Read(ref _refused))];
}
