using System.Collections.Concurrent;
using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>
/// How far each partition is appended to and applied, so that lag, its age and the rate at which it is worked off are known without asking a grain: of those this process applies at once, of the others
/// within about a second (see <see cref="LagWatch"/>). Thread safe.
/// </summary>
public sealed class IngestionProgress(TimeProvider clock, IEventLog? log = null)
{
    private readonly ConcurrentDictionary<(string Stream, int Partition), PartitionProgress> _partitions = new();
    private long _inFlight;
    private volatile bool _isElsewhereCatchingUp;

    /// <summary>Events of requests that wait for the log.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Lag of every partition, as far as it is known.</summary>
    public IEnumerable<(string Stream, int Partition, long Lag)> Lags =>
        _partitions.Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.Lag));

    /// <summary>Lag of the partitions this process applies; of a cluster, their sum over all processes counts nothing twice.</summary>
    public IEnumerable<(string Stream, int Partition, long Lag)> LagsHere =>
        _partitions.Where(static p => p.Value.IsHere).Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.Lag));

    /// <summary>How long ago the oldest event was appended that a partition which this process applies has yet to apply.</summary>
    public IEnumerable<(string Stream, int Partition, TimeSpan Age)> Ages =>
        _partitions.Where(static p => p.Value.IsHere).Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.Age));

    /// <summary>Events per second that partitions which this process applies apply while they have work, where that is known.</summary>
    public IEnumerable<(string Stream, int Partition, double EventsPerSecond)> Rates =>
        _partitions.Where(static p => p.Value.IsHere && p.Value.EventsPerSecond is not null).Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.EventsPerSecond ?? 0));

    /// <summary>
    /// Whether any partition has yet to apply what was there when the process that applies it began with it, as far as that is known here (see <see cref="CatchUpWatch"/>): what somebody has sent may be in it, so nobody can be called silent. What comes later and waits is
    /// lag, and does not count here: under load something always waits.
    /// </summary>
    public bool IsCatchingUp => _isElsewhereCatchingUp || CatchingUp.Any();

    /// <summary>Partitions this process applies that have yet to apply what was there when it began with them.</summary>
    public IEnumerable<(string Stream, int Partition)> CatchingUp => _partitions.Where(static p => p.Value.IsCatchingUp).Select(static p => p.Key);

    /// <summary>Another process is, or may be, catching up with a partition.</summary>
    internal void NoteElsewhere(bool isCatchingUp) => _isElsewhereCatchingUp = isCatchingUp;

    /// <summary>This process begins to apply a partition at an offset, and finds it appended to another.</summary>
    public void Begin(string stream, int partition, long applied, long appended) => Of(stream, partition).Begin(applied, appended);

    /// <summary>This process applies a partition no longer; how far it is applied is not known until another says so.</summary>
    public void End(string stream, int partition) => Of(stream, partition).End();

    /// <summary>How far this process has applied partitions.</summary>
    public IEnumerable<(string Stream, int Partition, long NextOffset)> Applications =>
        _partitions.Where(static p => p.Value.IsHere).Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.AppliedOffset));

    /// <summary>Whether another process than this applies a partition, or nobody does.</summary>
    public bool IsElsewhere(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var known) && !known.IsHere;

    /// <summary>The next offset that a partition has to apply, by whichever process, as far as it was ever known here; null when it was not. A partition that rests is applied by nobody, and as far as ever.</summary>
    public long? AppliedOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var known) && known.LastKnownOffset is >= 0 and var offset ? offset : null;

    /// <summary>Name of the process of a cluster that applies a partition; null when not known.</summary>
    public string? AppliedBy(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var known) ? known.AppliedBy : null;

    /// <summary>Events appended and not yet applied, by whichever process; 0 when not known.</summary>
    public long LagOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var known) ? known.Lag : 0;

    /// <summary>The log of a partition reaches to an offset.</summary>
    public void Appended(string stream, int partition, long nextOffset) => Of(stream, partition).Appended(nextOffset);

    /// <summary>A partition is applied up to an offset.</summary>
    public void Applied(string stream, int partition, long nextOffset) => Of(stream, partition).Applied(nextOffset);

    /// <summary>What this process knows, for the others.</summary>
    internal IEnumerable<PartitionStanding> Standings => _partitions.Select(static p => p.Value.StandingOf(EventStreams.KeyOf(p.Key.Stream, p.Key.Partition)));

    /// <summary>What all processes together know of a partition.</summary>
    internal void Hear(PartitionStanding standing)
    {
        if (EventStreams.TryParseKey(standing.Key, out var stream, out var partition))
        {
            Of(stream, partition).Hear(standing);
        }
    }

    internal PartitionProgress Of(string stream, int partition) => _partitions.GetOrAdd(
        (stream, partition), static (key, of) => new PartitionProgress(of.Clock, of.Log is { } log ? (from, to) => log.CountBetween(key.Stream, key.Partition, from, to) : null), (Clock: clock, Log: log));

    internal void Enter(int events) => Interlocked.Add(ref _inFlight, events);

    internal void Leave(int events) => Interlocked.Add(ref _inFlight, -events);
}
