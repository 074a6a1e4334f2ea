using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.Streams;

/// <summary>Makes the handle of an implicit subscription of one activation.</summary>
internal sealed class StreamSubscriptionHandleFactory(Activation activation, string provider, StreamId stream) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => stream;

    public string ProviderName => provider;

    public StreamSubscriptionHandle<T> Create<T>() => new Handle<T>(activation, provider, stream);

    private sealed class Handle<T>(Activation activation, string provider, StreamId stream) : StreamSubscriptionHandle<T>
    {
        public override StreamId StreamId => stream;

        public override string ProviderName => provider;

        public override Guid HandleId { get; } = Guid.NewGuid();

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
        {
            ArgumentNullException.ThrowIfNull(observer);
            return Resume(new StreamSubscription<T>(activation, provider, stream, StreamPosition.At(token), observer, null));
        }

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null)
        {
            ArgumentNullException.ThrowIfNull(observer);
            return Resume(new StreamSubscription<T>(activation, provider, stream, StreamPosition.At(token), null, observer));
        }

        public override bool Equals(StreamSubscriptionHandle<T>? other) =>
            other is not null && other.StreamId == stream && other.ProviderName == provider;

        public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

        public override int GetHashCode() => HashCode.Combine(stream, provider);

        private Task<StreamSubscriptionHandle<T>> Resume(StreamSubscription subscription)
        {
            if (!ReferenceEquals(RuntimeContext.Current, activation))
                throw new InvalidOperationException($"The subscription of {activation} to {stream} was resumed outside its turns; resume it in OnSubscribed or in a method of the grain.");
            var subscriptions = activation.Subscriptions ??= [];
            subscriptions.RemoveAll(known => known.Stream == stream && known.Provider == provider);
            subscriptions.Add(subscription);
            return Task.FromResult<StreamSubscriptionHandle<T>>(this);
        }
    }
}
