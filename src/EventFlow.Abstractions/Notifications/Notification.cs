namespace EventFlow;

/// <summary>
/// A message for a channel. <paramref name="Id"/> is deterministic (group, channel, alerts, their states), so the same message is never queued twice. <paramref name="Status"/> is <c>firing</c> or <c>resolved</c>.
/// <paramref name="CreatedAt"/> is processing time, unix ms.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Notification")]
public sealed record Notification(string Id, string GroupKey, LabelSet GroupLabels, string Status, IReadOnlyList<AlertNotice> Alerts, long CreatedAt)
{
    /// <summary>Why it is sent now, in the words of Alertmanager: <c>first notification</c>, <c>new alerts added</c>, <c>some alerts resolved</c>, <c>all alerts resolved</c>, <c>repeat interval elapsed</c>; and in our own <c>acknowledged</c>, <c>acknowledgement withdrawn</c>, <c>escalation step</c> and <c>escalation reminder</c>.</summary>
    [Id(0)] public string Reason { get; init; } = "";

    /// <summary>Active alerts of the group that are not in <see cref="Alerts"/> because it holds no more of them.</summary>
    [Id(1)] public int TruncatedAlerts { get; init; }

    /// <summary>Where the incident began that these alerts are of, and how it spread, in words; null when it is of one service alone.</summary>
    [Id(2)] public string? Incident { get; init; }

    /// <summary>The step of an escalation it is sent for, in words (<c>step 2, Ada</c>); null when it is sent for none.</summary>
    [Id(11)] public string? For { get; init; }

    /// <summary>The address that stands in for the channel's own, where its kind has such a setting (<see cref="ChannelKindDescription.AddressSetting"/>); null: the channel's own.</summary>
    [Id(12)] public string? Address { get; init; }

    /// <summary>The channel that could not deliver it and for which this one stands in; null when it was meant for this one.</summary>
    [Id(10)] public string? StandsInFor { get; init; }
}
