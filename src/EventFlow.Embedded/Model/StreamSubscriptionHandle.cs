namespace EventFlow.Embedded;

/// <summary>A subscription of a grain to a stream; resuming it says who receives and from where.</summary>
public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>?>
{
    /// <summary>The stream's identity.</summary>
    public abstract StreamId StreamId { get; }

    /// <summary>Name of the provider.</summary>
    public abstract string ProviderName { get; }

    /// <summary>Identity of the subscription.</summary>
    public abstract Guid HandleId { get; }

    /// <summary>Receives item by item, beginning with the item at <paramref name="token"/>; null is the oldest there is.</summary>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

    /// <summary>Receives batches, beginning with the item at <paramref name="token"/>; null is the oldest there is.</summary>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null);

    /// <inheritdoc/>
    public abstract bool Equals(StreamSubscriptionHandle<T>? other);
}
