namespace EventFlow.Embedded.Streams;

/// <summary>Items read and not yet delivered.</summary>
internal abstract class StreamBatch
{
    public abstract int Count { get; }

    public abstract StreamSubscription Subscription { get; }

    public abstract Task DeliverAsync();
}
