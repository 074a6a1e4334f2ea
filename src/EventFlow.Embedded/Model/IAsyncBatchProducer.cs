namespace EventFlow.Embedded;

/// <summary>Sends items to a stream, one by one or in batches.</summary>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    /// <summary>Sends a batch, kept together; the token is left to the provider.</summary>
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}
