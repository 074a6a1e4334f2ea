namespace EventFlow.Silo;

/// <summary>An alert as Prometheus posts it.</summary>
internal sealed record PostableAlert(Dictionary<string, string?>? Labels, Dictionary<string, string?>? Annotations, string? StartsAt, string? EndsAt, string? GeneratorURL);
