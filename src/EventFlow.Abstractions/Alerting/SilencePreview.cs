namespace EventFlow;

/// <summary>What a silence would hold now: how many open alerts match, and the first of them.</summary>
public sealed record SilencePreview(int Matches, IReadOnlyList<AlertSummary> Alerts);
