namespace EventFlow.Embedded;

/// <summary>Receives items of a stream in batches, in order, as turns of the subscribed grain; one batch is outstanding at a time.</summary>
public interface IAsyncBatchObserver<T>
{
    /// <summary>One batch, oldest item first; when it throws, the same batch comes again later.</summary>
    Task OnNextAsync(IList<SequentialItem<T>> items);

    /// <summary>No further items will come.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>A delivery or a read failed; what was missed comes again.</summary>
    Task OnErrorAsync(Exception ex);
}
