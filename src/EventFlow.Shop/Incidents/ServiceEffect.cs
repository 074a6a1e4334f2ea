namespace EventFlow.Shop.Incidents;

/// <summary>What an incident does to one service at one moment. <see cref="None"/> does nothing.</summary>
internal sealed record ServiceEffect
{
    public static ServiceEffect None { get; } = new();

    /// <summary>Latency is multiplied by this, 1 or more.</summary>
    public double LatencyFactor { get; init; } = 1;

    /// <summary>Percent of requests that fail beyond the usual few.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Percent of CPU added; negative while requests only wait.</summary>
    public double Cpu { get; init; }

    /// <summary>Percent of memory added.</summary>
    public double Memory { get; init; }

    /// <summary>Requests that arrive, relative to the usual.</summary>
    public double RequestFactor { get; init; } = 1;

    /// <summary>Business events that get through, relative to the usual.</summary>
    public double BusinessFactor { get; init; } = 1;

    /// <summary>Log records of trouble per minute, beyond the usual.</summary>
    public double TroubleLogsPerMinute { get; init; }

    /// <summary>The service reports nothing at all.</summary>
    public bool Silent { get; init; }
}
