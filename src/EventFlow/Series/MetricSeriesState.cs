using EventFlow.Rules;

namespace EventFlow.Series;

/// <summary>What the grain of a series stores.</summary>
public sealed class MetricSeriesState
{
    /// <summary>Unit of the values.</summary>
    public string? Unit { get; set; }

    /// <summary>Log offset of the last sample applied; null before the first.</summary>
    public long? LastOffset { get; set; }

    /// <summary>Event time of the newest sample, unix ms.</summary>
    public long LastTime { get; set; }

    /// <summary>Its value.</summary>
    public double LastValue { get; set; }

    /// <summary>Arrival time of the newest batch, unix ms.</summary>
    public long LastReceived { get; set; }

    /// <summary>Whether the newest batch arrived as it happened.</summary>
    public bool Live { get; set; }

    /// <summary>Recent samples, packed.</summary>
    public byte[] Recent { get; set; } = [];

    /// <summary>One-minute rollups, packed.</summary>
    public byte[] Minutes { get; set; } = [];

    /// <summary>One-hour rollups, packed.</summary>
    public byte[] Hours { get; set; } = [];

    /// <summary>The rules that watch.</summary>
    public List<WatchState> Watches { get; set; } = [];

    /// <summary>Anomalies, oldest first.</summary>
    public List<AnomalyMark> Marks { get; set; } = [];

    /// <summary>Signals that alerts have not confirmed yet, oldest first.</summary>
    public List<AlertSignal> Outbox { get; set; } = [];
}
