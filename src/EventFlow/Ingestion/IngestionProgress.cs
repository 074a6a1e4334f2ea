using System.Collections.Concurrent;

namespace EventFlow.Ingestion;

/// <summary>
/// How far this process has appended to and applied each partition, so that lag, its age and the rate at which it is worked off are known without asking a grain. A partition that another process
/// applies has no lag here. Thread safe.
/// </summary>
public sealed class IngestionProgress(TimeProvider clock, IEventLog? log = null)
{
    private readonly ConcurrentDictionary<(string Stream, int Partition), PartitionProgress> _partitions = new();
    private long _inFlight;
    private volatile bool _isElsewhereCatchingUp;

    /// <summary>Events of requests that wait for the log.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Lag of every partition this process both appends to and applies.</summary>
    public IEnumerable<(string Stream, int Partition, long Lag)> Lags =>
        _partitions.Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.Lag));

    /// <summary>How long ago the oldest event that a partition has yet to apply was appended.</summary>
    public IEnumerable<(string Stream, int Partition, TimeSpan Age)> Ages =>
        _partitions.Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.Age));

    /// <summary>Events per second that partitions apply while they have work, where that is known.</summary>
    public IEnumerable<(string Stream, int Partition, double EventsPerSecond)> Rates =>
        _partitions.Where(static p => p.Value.EventsPerSecond is not null).Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.EventsPerSecond ?? 0));

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

    /// <summary>This process applies a partition no longer; how far it is applied is not known from now on.</summary>
    public void End(string stream, int partition) => Of(stream, partition).End();

    /// <summary>How far this process has applied partitions.</summary>
    public IEnumerable<(string Stream, int Partition, long NextOffset)> Applications =>
        _partitions.Where(static p => p.Value.AppliedOffset >= 0).Select(static p => (p.Key.Stream, p.Key.Partition, p.Value.AppliedOffset));

    /// <summary>Events appended and not yet applied, 0 when not known.</summary>
    public long LagOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var known) ? known.Lag : 0;

    /// <summary>The log of a partition reaches to an offset.</summary>
    public void Appended(string stream, int partition, long nextOffset) => Of(stream, partition).Appended(nextOffset);

    /// <summary>A partition is applied up to an offset.</summary>
    public void Applied(string stream, int partition, long nextOffset) => Of(stream, partition).Applied(nextOffset);

    internal PartitionProgress Of(string stream, int partition) => _partitions.GetOrAdd(
        (stream, partition), static (key, of) => new PartitionProgress(of.Clock, of.Log is { } log ? (from, to) => log.CountBetween(key.Stream, key.Partition, from, to) : null), (Clock: clock, Log: log));

    internal void Enter(int events) => Interlocked.Add(ref _inFlight, events);

    internal void Leave(int events) => Interlocked.Add(ref _inFlight, -events);
}
