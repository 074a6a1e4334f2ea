namespace EventFlow.Embedded;

/// <summary>Receives items of a stream one by one, in order, as turns of the subscribed grain.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>One item; when it throws, the same item comes again later.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>No further items will come.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>A delivery or a read failed; what was missed comes again.</summary>
    Task OnErrorAsync(Exception ex);
}
