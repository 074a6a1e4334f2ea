using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Streams;

/// <summary>Tells the observer of a read that failed.</summary>
internal sealed class StreamErrorNotice(StreamSubscription subscription, Exception error) : GrainCall
{
    private static readonly GrainMethod ErrorMethod = new("IAsyncBatchObserver", "OnErrorAsync");

    internal override bool IsBounded => false;

    internal override bool BelongsToActivation => true;

    protected override GrainMethod Method => ErrorMethod;

    protected override ValueTask Invoke(object grain) => new(subscription.OnErrorAsync(error));
}
