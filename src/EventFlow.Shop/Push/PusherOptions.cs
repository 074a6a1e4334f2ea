namespace EventFlow.Shop.Push;

/// <summary>How the simulation is carried to the silo.</summary>
internal sealed record PusherOptions
{
    /// <summary>Simulated seconds per real second, above 0. Time stamps are always those of the wall clock. Default 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Ends after so many simulated seconds; null never ends.</summary>
    public long? Until { get; init; }

    /// <summary>Quiet minutes sent at once at the start, so that charts and detectors have a past. Default 0.</summary>
    public int HistoryMinutes { get; init; }

    /// <summary>Batches kept while the silo is away. Default 200, some seven minutes at speed 1.</summary>
    public int Buffer { get; init; } = 200;

    /// <summary>How long the last batches are tried when the simulation is over. Default 1 s: whoever started the shop waits for it.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(1);
}
