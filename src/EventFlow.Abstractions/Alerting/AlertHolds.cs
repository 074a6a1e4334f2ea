namespace EventFlow;

/// <summary>What keeps an alert from being told: ids of silences, and fingerprints of the alerts that inhibit it.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertHolds")]
public sealed record AlertHolds(IReadOnlyList<string> SilencedBy, IReadOnlyList<string> InhibitedBy)
{
    /// <summary>Nothing.</summary>
    public static readonly AlertHolds None = new([], []);

    /// <inheritdoc/>
    public bool Equals(AlertHolds? other) => other is not null && SilencedBy.SequenceEqual(other.SilencedBy) && InhibitedBy.SequenceEqual(other.InhibitedBy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SilencedBy.Count, InhibitedBy.Count);
}
