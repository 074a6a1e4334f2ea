using EventFlow.EventStore;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>The log as one that streams of Orleans are fed from. Compiled when GrainRuntime is Orleans.</summary>
internal sealed partial class SimulatedLog : IFollowedEventLog
{
    public long GetNextOffset(string stream, int partition) => NextOffset(stream, partition);

    public IEventReader OpenReader(string stream, int partition, long fromOffset) => new Reader(this, stream, partition, fromOffset);

    private sealed class Reader(SimulatedLog log, string stream, int partition, long from) : IEventReader
    {
        public long NextOffset { get; private set; } = from;

        public void Seek(long offset) => NextOffset = offset;

        public ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken)
        {
            var batches = log.ReadSome(stream, partition, NextOffset);
            if (batches.Count > 0) NextOffset = batches[^1].LastOffset + 1;
            return new(batches);
        }

        public void Dispose()
        {
        }
    }
}
