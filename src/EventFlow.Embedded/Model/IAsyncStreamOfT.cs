namespace EventFlow.Embedded;

/// <summary>A stream to send items to. Receiving goes through <see cref="ImplicitStreamSubscriptionAttribute"/>.</summary>
public interface IAsyncStream<T> : IAsyncStream, IAsyncBatchProducer<T>;
