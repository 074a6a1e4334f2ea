using System.Collections.Concurrent;

namespace EventFlow.Ingestion;

/// <summary>
/// How far this process has appended to and applied each partition, so that lag is known without asking a grain. A partition that another process
/// applies has no lag here. Thread safe.
/// </summary>
public sealed class IngestionProgress
{
    private readonly ConcurrentDictionary<(string Stream, int Partition), Ends> _partitions = new();
    private long _inFlight;

    /// <summary>Events of requests that wait for the log.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Lag of every partition this process both appends to and applies.</summary>
    public IEnumerable<(string Stream, int Partition, long Lag)> Lags =>
        _partitions.Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.Lag));

    /// <summary>Events appended and not yet applied, 0 when not known.</summary>
    public long LagOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var ends) ? ends.Lag : 0;

    /// <summary>The log of a partition reaches to an offset.</summary>
    public void Appended(string stream, int partition, long nextOffset) => EndsOf(stream, partition).RaiseAppended(nextOffset);

    /// <summary>A partition is applied up to an offset.</summary>
    public void Applied(string stream, int partition, long nextOffset) => EndsOf(stream, partition).RaiseApplied(nextOffset);

    internal void Enter(int events) => Interlocked.Add(ref _inFlight, events);

    internal void Leave(int events) => Interlocked.Add(ref _inFlight, -events);

    private Ends EndsOf(string stream, int partition) => _partitions.GetOrAdd((stream, partition), static _ => new Ends());

    private sealed class Ends
    {
        private long _appended = -1;
        private long _applied = -1;

        public long Lag
        {
            get
            {
                var applied = Interlocked.Read(ref _applied);
                return applied < 0 ? 0 : Math.Max(0, Interlocked.Read(ref _appended) - applied);
            }
        }

        public void RaiseAppended(long offset) => Raise(ref _appended, offset);

        public void RaiseApplied(long offset) => Raise(ref _applied, offset);

        // Appends of one partition may report out of order.
        private static void Raise(ref long end, long offset)
        {
            for (var known = Interlocked.Read(ref end); offset > known;)
            {
                var before = Interlocked.CompareExchange(ref end, offset, known);
                if (before == known)
                {
                    return;
                }

                known = before;
            }
        }
    }
}
