namespace EventFlow.Load;

/// <summary>What a mode takes where the options say nothing.</summary>
internal sealed record IngestDefaults
{
    /// <summary>Kind of the events.</summary>
    public PayloadKind Kind { get; init; } = PayloadKind.Logs;

    /// <summary>How repetitions can be told.</summary>
    public IdentityKind Identity { get; init; } = IdentityKind.None;

    /// <summary>Name of the protocol.</summary>
    public string Format { get; init; } = "json";

    /// <summary>Events per second; null is as fast as they are acknowledged.</summary>
    public required long? Rate { get; init; }

    /// <summary>Most requests under way.</summary>
    public required int Connections { get; init; }

    /// <summary>Events in a request.</summary>
    public int Batch { get; init; } = 100;

    /// <summary>Seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>Most events; null is as many as the time allows.</summary>
    public long? Events { get; init; }
}
