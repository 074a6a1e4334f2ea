using EventFlow.Embedded.Streams;
using EventFlow.EventStore;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>The log as a stream source of the embedded runtime. Compiled when GrainRuntime is Embedded.</summary>
internal sealed partial class SimulatedLog : IStreamSource
{
    public IReadOnlyCollection<StreamId> ListStreams(string streamNamespace) => [.. EventStreams.IngestedOf(Streams).Select(static p => StreamOf(p.Stream, p.Partition))];

    public StreamSequenceToken? GetTail(StreamId stream) => Parse(stream) is var (name, partition) && NextOffset(name, partition) is > 0 and var next ? new EventSequenceTokenV2(next - 1) : null;

    public ValueTask<IReadOnlyList<SequentialItem<T>>> ReadAsync<T>(StreamId stream, StreamPosition from, int maxItems, CancellationToken cancellationToken)
    {
        var (name, partition) = Parse(stream);
        var offset = from.Token is { } token ? token.SequenceNumber + (from.IsAfter ? 1 : 0) : 0;
        return new([.. ReadSome(name, partition, offset).Select(static f => new SequentialItem<T>((T)(object)f, new EventSequenceTokenV2(f.LastOffset)))]);
    }

    public IDisposable Subscribe(Action<StreamId> dataAvailable)
    {
        void Tell(string stream, int partition) => dataAvailable(StreamOf(stream, partition));
        Appended += Tell;
        return new Subscription(() => Appended -= Tell);
    }

    private static StreamId StreamOf(string stream, int partition) => StreamId.Create(StreamNames.Namespace, EventStreams.KeyOf(stream, partition));

    private static (string Stream, int Partition) Parse(StreamId stream) => EventStreams.TryParseKey(stream.GetKeyAsString(), out var name, out var partition) ? (name, partition) : default;

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
