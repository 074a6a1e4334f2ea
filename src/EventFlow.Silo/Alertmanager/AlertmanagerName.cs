namespace EventFlow.Silo;

/// <summary>A receiver by its name.</summary>
internal sealed record AlertmanagerName(string Name);
