namespace EventFlow.Alerting;

/// <summary>
/// What is known of one alert, as it is stored. Changed only by <see cref="AlertMachine"/>. Times are unix ms; <see cref="StartsAt"/>, <see cref="EndsAt"/>,
/// <see cref="PendingSince"/> and <see cref="LastSignalTime"/> are event time.
/// </summary>
public sealed class AlertRecord
{
    /// <summary>State now.</summary>
    public AlertState State { get; set; }

    /// <summary>Counts how often the alert fired anew after it was resolved, from 1; 0 when it never fired.</summary>
    public int Episode { get; set; }

    /// <summary>Ascends with every change that others are told of.</summary>
    public long Version { get; set; }

    /// <summary>The alert's fingerprint.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>The rule that raises it.</summary>
    public string RuleId { get; set; } = "";

    /// <summary>Severity now.</summary>
    public Severity Severity { get; set; }

    /// <summary>A sentence on what is wrong.</summary>
    public string Summary { get; set; } = "";

    /// <summary>The labels that make its identity.</summary>
    public LabelSet Labels { get; set; } = LabelSet.Empty;

    /// <summary>Texts that go with it.</summary>
    public LabelSet Annotations { get; set; } = LabelSet.Empty;

    /// <summary>The series it is about, where there is one.</summary>
    public SeriesId? Series { get; set; }

    /// <summary>When the episode at hand, or the last one, began to fire.</summary>
    public long StartsAt { get; set; }

    /// <summary>When the condition of that episode began to hold; null in what was stored before there was this.</summary>
    public long? BeganAt { get; set; }

    /// <summary>When the last episode ended; null while one lasts.</summary>
    public long? EndsAt { get; set; }

    /// <summary>Since when it is pending; null when it is not.</summary>
    public long? PendingSince { get; set; }

    /// <summary>When it last changed, processing time.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>Arrival time of the event behind the last signal, 0 when there was none.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>The last value seen.</summary>
    public double? Value { get; set; }

    /// <summary>The value that was expected.</summary>
    public double? Expected { get; set; }

    /// <summary>Lower end of what is normal.</summary>
    public double? Lower { get; set; }

    /// <summary>Upper end of what is normal.</summary>
    public double? Upper { get; set; }

    /// <summary>How far out it is, in the detector's measure.</summary>
    public double? Score { get; set; }

    /// <summary>Who takes care.</summary>
    public string? AcknowledgedBy { get; set; }

    /// <summary>What they said.</summary>
    public string? AcknowledgeComment { get; set; }

    /// <summary>When they said it, processing time.</summary>
    public long? AcknowledgedAt { get; set; }

    /// <summary>Until when that counts, processing time; null: until it resolves.</summary>
    public long? AcknowledgedUntil { get; set; }

    /// <summary>Ids of the silences that hold it.</summary>
    public List<string> SilencedBy { get; set; } = [];

    /// <summary>Fingerprints of the alerts that inhibit it.</summary>
    public List<string> InhibitedBy { get; set; } = [];

    /// <summary>Since when it comes and goes, processing time; null when it does not.</summary>
    public long? FlappingSince { get; set; }

    /// <summary>When the condition of a flapping alert went, event time; null while it holds.</summary>
    public long? GoneAt { get; set; }

    /// <summary>When it last began or ended, processing time.</summary>
    public long LastFlipAt { get; set; }

    /// <summary>When it began or ended within the time that damping looks at, event time.</summary>
    public List<long> Flips { get; set; } = [];

    /// <summary>Where its sender shows more of it.</summary>
    public string? GeneratorUrl { get; set; }

    /// <summary>When it is over unless its sender repeats it, processing time.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>The groups that were told of the episode: they are told of its end, whatever the routing says then.</summary>
    public List<NotificationGroup> Groups { get; set; } = [];

    /// <summary>Number of the last step of an escalation it has heard of, by group.</summary>
    public Dictionary<string, long> Escalations { get; set; } = [];

    /// <summary>Whether its data has stopped; kept apart from <see cref="State"/>, which an acknowledgement holds.</summary>
    public bool DataStopped { get; set; }

    /// <summary>What was done last, in words.</summary>
    public string Action { get; set; } = "";

    /// <summary>Time of the newest signal taken.</summary>
    public long? LastSignalTime { get; set; }

    /// <summary>Kinds of signals taken at <see cref="LastSignalTime"/>, a bit each: several findings may bear the same time.</summary>
    public int LastSignalKinds { get; set; }

    /// <summary>Transitions, oldest first, at most <see cref="AlertMachine.MaxHistory"/>.</summary>
    public List<AlertTransition> History { get; set; } = [];

    /// <summary>What became of its notifications, newest first, at most <see cref="AlertMachine.MaxDeliveries"/>.</summary>
    public List<AlertDelivery> Deliveries { get; set; } = [];
}
