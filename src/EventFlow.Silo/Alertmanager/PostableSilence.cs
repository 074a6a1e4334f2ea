namespace EventFlow.Silo;

/// <summary>A silence as amtool posts it.</summary>
internal sealed record PostableSilence(string? Id, IReadOnlyList<SilenceMatcher?>? Matchers, string? StartsAt, string? EndsAt, string? CreatedBy, string? Comment);
