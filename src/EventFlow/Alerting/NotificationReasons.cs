namespace EventFlow.Alerting;

/// <summary>Why a notification is sent now: the words of Alertmanager, which receivers may know, and a few of our own.</summary>
internal static class NotificationReasons
{
    public const string First = "first notification";
    public const string NewAlerts = "new alerts added";
    public const string SomeResolved = "some alerts resolved";
    public const string AllResolved = "all alerts resolved";
    public const string Repeat = "repeat interval elapsed";
    public const string Acknowledged = "acknowledged";
    public const string Unacknowledged = "acknowledgement withdrawn";
    public const string Escalation = "escalation step";
    public const string EscalationReminder = "escalation reminder";
}
