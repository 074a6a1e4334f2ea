using EventFlow.Embedded.CodeGeneration;
using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.Streams;

/// <summary>
/// Brings a batch to a grain. Where the activation has no subscription yet, or another than the batch was read for, it delivers nothing
/// and answers with the subscription that counts, so that the pump reads from its position.
/// </summary>
internal sealed class StreamDelivery(string provider, StreamId stream, StreamBatch? batch) : GrainCall<StreamSubscription>
{
    private static readonly GrainMethod DeliverMethod = new("IAsyncBatchObserver", "OnNextAsync");

    internal override bool IsBounded => false;

    protected override GrainMethod Method => DeliverMethod;

    protected override async ValueTask<StreamSubscription> Invoke(object grain)
    {
        var activation = RuntimeContext.Current!;
        if (Find(activation) is not { } current)
            return await SubscribeAsync(activation, (IStreamSubscriptionObserver)grain);
        if (batch is not null && ReferenceEquals(batch.Subscription, current))
            await DeliverAsync(current, batch);
        return current;
    }

    private static async Task DeliverAsync(StreamSubscription subscription, StreamBatch batch)
    {
        try
        {
            await batch.DeliverAsync();
        }
        catch (Exception error)
        {
            await subscription.OnErrorAsync(error);
            throw;
        }
    }

    private StreamSubscription? Find(Activation activation) =>
        activation.Subscriptions?.Find(subscription => subscription.Stream == stream && subscription.Provider == provider);

    private async Task<StreamSubscription> SubscribeAsync(Activation activation, IStreamSubscriptionObserver observer)
    {
        await observer.OnSubscribed(new StreamSubscriptionHandleFactory(activation, provider, stream));
        return Find(activation) ?? throw new OrleansException(
            $"OnSubscribed of {activation} did not resume its subscription to {stream}, so nothing can be delivered; expected a call of handle.ResumeAsync there.");
    }
}
