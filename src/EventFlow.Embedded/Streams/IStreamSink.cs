namespace EventFlow.Embedded.Streams;

/// <summary>Implemented by stream sources that grains may also send to.</summary>
public interface IStreamSink
{
    /// <summary>Appends items, kept together and in order; completes when they are as safe as the source promises.</summary>
    ValueTask AppendAsync<T>(StreamId stream, IReadOnlyList<T> items);
}
