namespace EventFlow.Alerting;

/// <summary>A group of alerts: its key, which is the key of its grain, the path of its route, and the labels it is made by.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Alerting.NotificationGroup")]
public sealed record NotificationGroup(string Key, string Route, LabelSet Labels);
