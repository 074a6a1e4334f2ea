namespace EventFlow.Silo;

/// <summary>What keeps an alert from being told; <c>active</c> or <c>suppressed</c>.</summary>
internal sealed record AlertmanagerAlertStatus(IReadOnlyList<string> InhibitedBy, IReadOnlyList<string> SilencedBy, string State);
