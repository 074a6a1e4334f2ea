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

    /// <summary>Groups of one route that may begin within a minute before further ones are told together, 0 (no limit) to 100,000. Default 0.</summary>
    public int StormLimit { get; set; }

    /// <summary>Beginnings and ends of an alert within <see cref="FlapWindow"/> from which it counts as flapping, 2 to 100; 0 is never. Default 6.</summary>
    public int FlapChanges { get; set; } = 6;

    /// <summary>The time in which <see cref="FlapChanges"/> are counted, from 10 s to 1 day. Default 15 min.</summary>
    public TimeSpan FlapWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a flapping alert must keep still to be calm, from 1 s to 1 day. Default 5 min.</summary>
    public TimeSpan FlapQuiet { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Silences and maintenance windows that may be open at a time, 1 to 50,000. Default 5,000.</summary>
    public int MaxSilences { get; set; } = 5_000;

    /// <summary>After what time an alert that was sent without an end is over unless it is sent again, from 10 s to 1 day. Default 5 min.</summary>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Address of the dashboard as people reach it, for the links in notifications. Default: the first address the silo listens on, which is <c>http://127.0.0.1:5280</c> unless that is set too.</summary>
    public string ExternalUrl { get; set; } = "http://127.0.0.1:5280";

    /// <summary>The labels to group by: those set, or the default ones. (A default in the list itself would stay in front of what the settings add.)</summary>
    internal IReadOnlyList<string> EffectiveGroupBy => GroupBy.Count > 0 ? [.. GroupBy] : ["service", "type"];

    internal FlapTiming Flaps() => new(FlapChanges, (long)FlapWindow.TotalMilliseconds, (long)FlapQuiet.TotalMilliseconds);

    internal GroupTiming Timing() =>
        new((long)GroupWait.TotalMilliseconds, (long)GroupInterval.TotalMilliseconds, (long)RepeatInterval.TotalMilliseconds, (long)(ResolveWait ?? GroupWait).TotalMilliseconds);
}
