namespace EventFlow.Silo;

/// <summary>A stored API key. Only the SHA-256 of the key is kept; times are unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Silo.ApiKeyEntry")]
public sealed record ApiKeyEntry
{
    /// <summary>Identity, 16 hexadecimal digits.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>SHA-256 of the key, hexadecimal.</summary>
    [Id(2)] public required string Hash { get; init; }

    /// <summary>The first characters of the key, by which its owner knows it.</summary>
    [Id(3)] public required string Prefix { get; init; }

    /// <summary>What it may do: <c>ingest</c>, <c>read</c>.</summary>
    [Id(4)] public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Who made it.</summary>
    [Id(5)] public required string CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    [Id(6)] public required long CreatedAt { get; init; }

    /// <summary>When it was last used, to within a minute; null when never.</summary>
    [Id(7)] public long? LastUsedAt { get; init; }

    /// <summary>When it was revoked; null while it is good.</summary>
    [Id(8)] public long? RevokedAt { get; init; }
}
