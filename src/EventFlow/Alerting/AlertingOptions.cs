namespace EventFlow.Alerting;

/// <summary>Settings of the alert engine, section <c>EventFlow:Alerting</c>.</summary>
public sealed class AlertingOptions
{
    /// <summary>The section these settings are read from.</summary>
    public const string Section = "EventFlow:Alerting";

    /// <summary>How long the first notification of an incident waits for more alerts of the same group, from 0 to 1 h. Default 10 s.</summary>
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two notifications of a group whose alerts change, from 1 s to 1 day. Default 5 min.</summary>
    public TimeSpan GroupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After what time an unacknowledged group is told again, from <see cref="GroupInterval"/> to 30 days. Default 4 h.</summary>
    public TimeSpan RepeatInterval { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long everything must be resolved before the end is told, from 0 to 1 h. Default: as long as <see cref="GroupWait"/>.</summary>
    public TimeSpan? ResolveWait { get; set; }

    /// <summary>The labels by which alerts are told together, 1 to 10. Default <c>service</c> and <c>type</c>.</summary>
    public IList<string> GroupBy { get; set; } = [];

    /// <summary>Alerts a group keeps, from 1 to 10,000; more are in the lists, and in notifications only as a count. Default 1,000.</summary>
    public int MaxAlertsPerGroup { get; set; } = 1_000;

    /// <summary>Resolved alerts the index keeps, from 0 to 1,000,000. Default 10,000.</summary>
    public int MaxResolved { get; set; } = 10_000;

    /// <summary>Address of the dashboard as people reach it, for the links in notifications. Default <c>http://127.0.0.1:5280</c>.</summary>
    public string ExternalUrl { get; set; } = "http://127.0.0.1:5280";

    /// <summary>The labels to group by: those set, or the default ones. (A default in the list itself would stay in front of what the settings add.)</summary>
    internal IReadOnlyList<string> EffectiveGroupBy => GroupBy.Count > 0 ? [.. GroupBy] : ["service", "type"];

    internal GroupTiming Timing() =>
        new((long)GroupWait.TotalMilliseconds, (long)GroupInterval.TotalMilliseconds, (long)RepeatInterval.TotalMilliseconds, (long)(ResolveWait ?? GroupWait).TotalMilliseconds);
}
