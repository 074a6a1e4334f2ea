namespace EventFlow.Load;

/// <summary>What the bodies of a load hold.</summary>
internal sealed record PayloadOptions
{
    /// <summary>Kind of the events.</summary>
    public PayloadKind Kind { get; init; } = PayloadKind.Logs;

    /// <summary>Events in a request.</summary>
    public int Batch { get; init; } = 100;

    /// <summary>Services that log, or that domain events come from.</summary>
    public int Services { get; init; } = 250;

    /// <summary>Series of metrics.</summary>
    public int Series { get; init; } = 10_000;

    /// <summary>How repetitions can be told.</summary>
    public IdentityKind Identity { get; init; } = IdentityKind.None;

    /// <summary>Whether bodies are compressed.</summary>
    public bool Gzip { get; init; }

    /// <summary>Seed of everything drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Event time of the first sample of metrics, unix ms; logs and domain events are as of when they are sent.</summary>
    public long StartMs { get; init; }

    /// <summary>Event time between two samples of a series, ms.</summary>
    public long StepMs { get; init; } = 1_000;

    /// <summary>Different bodies of logs or domain events that are sent in turn.</summary>
    public int Bodies { get; init; } = 256;

    /// <summary>Rounds over all series that are prepared and then sent there and back.</summary>
    public int Rounds { get; init; } = 24;
}
