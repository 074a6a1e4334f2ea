namespace EventFlow.Embedded;

/// <summary>An item of a batch with its position.</summary>
/// <param name="item">The item.</param>
/// <param name="token">Its position in the stream.</param>
public class SequentialItem<T>(T item, StreamSequenceToken token)
{
    /// <summary>The item.</summary>
    public T Item { get; } = item;

    /// <summary>Its position in the stream.</summary>
    public StreamSequenceToken Token { get; } = token;
}
