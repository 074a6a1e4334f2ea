namespace EventFlow.Shop.Simulation;

/// <summary>What the simulation depends on besides the time: the same settings give the same bytes.</summary>
internal sealed record ShopSettings
{
    /// <summary>Any number. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether things go wrong. Default true.</summary>
    public bool Incidents { get; init; } = true;

    /// <summary>Length of a simulated day, one minute or more. Default a real day.</summary>
    public TimeSpan Day { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How far into its day the simulation starts, 0 to 1. Default 0.4, mid-morning.</summary>
    public double StartOfDay { get; init; } = 0.4;
}
