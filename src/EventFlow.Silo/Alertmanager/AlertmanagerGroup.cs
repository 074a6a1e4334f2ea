namespace EventFlow.Silo;

/// <summary>A group of alerts as Alertmanager shows it.</summary>
internal sealed record AlertmanagerGroup(LabelSet Labels, AlertmanagerName Receiver, List<AlertmanagerAlert> Alerts);
