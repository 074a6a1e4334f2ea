namespace EventFlow.Silo;

/// <summary>A matcher in a silence, as Alertmanager writes it.</summary>
internal sealed record SilenceMatcher(string? Name, string? Value, bool IsRegex, bool? IsEqual);
