namespace EventFlow.Silo;

/// <summary>An API key as a list shows it. Times are unix ms.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Prefix">The first characters of the key, by which its owner knows it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last used; null when never.</param>
/// <param name="RevokedAt">When it was revoked; null while it is good.</param>
public sealed record ApiKeyInfo(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string CreatedBy, long CreatedAt, long? LastUsedAt, long? RevokedAt)
{
    internal static ApiKeyInfo Of(ApiKeyEntry key) => new(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedBy, key.CreatedAt, key.LastUsedAt, key.RevokedAt);
}
