using System.Collections.Concurrent;

namespace EventFlow.EventStore;

/// <summary>Encoders for reuse, a bounded number; an encoder is lent for as long as its bytes are. Thread safe.</summary>
internal sealed class EncoderPool
{
    private const int MaxKept = 16;

    // A single huge batch must not leave its buffers behind for ever.
    private const int MaxKeptBytes = 1 << 20;

    private readonly ConcurrentBag<EventBatchEncoder> _free = [];

    public EventBatchEncoder Rent() => _free.TryTake(out var encoder) ? encoder : new EventBatchEncoder();

    public void Return(EventBatchEncoder encoder)
    {
        if (_free.Count < MaxKept && encoder.Capacity <= MaxKeptBytes)
        {
            _free.Add(encoder);
        }
        else
        {
            encoder.Dispose();
        }
    }
}
