namespace EventFlow.Embedded.Streams;

/// <summary>Items of one type on their way to the subscription they were read for.</summary>
internal sealed class StreamBatch<T>(StreamSubscription<T> subscription, IReadOnlyList<SequentialItem<T>> items) : StreamBatch
{
    public override int Count => items.Count;

    public override StreamSubscription Subscription => subscription;

    public override Task DeliverAsync() => subscription.DeliverAsync(items);
}
