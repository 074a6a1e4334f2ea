namespace EventFlow.Silo;

/// <summary>An API key to make.</summary>
/// <param name="Name">Name for people, 1 to 100 characters.</param>
/// <param name="Scopes">What it may do: <c>ingest</c>, <c>read</c> or both.</param>
public sealed record ApiKeyRequest(string? Name, IReadOnlyList<string>? Scopes)
{
    private const int MaxNameLength = 100;

    /// <summary>What is wrong with it.</summary>
    internal IReadOnlyList<Fault> Validate()
    {
        List<Fault> faults = [];
        if (string.IsNullOrWhiteSpace(Name)) faults.Add(new("name", "missing", $"1 to {MaxNameLength} characters"));
        else if (Name.Length > MaxNameLength) faults.Add(new("name", $"{Name.Length} characters", $"1 to {MaxNameLength}"));
        if (Scopes is not { Count: > 0 }) faults.Add(new("scopes", "missing", "ingest, read or both"));
        else if (Scopes.FirstOrDefault(static s => !EventFlow.Silo.Scopes.All.Contains(s)) is { } unknown) faults.Add(new("scopes", $"'{unknown}'", "ingest, read or both"));
        return faults;
    }
}
