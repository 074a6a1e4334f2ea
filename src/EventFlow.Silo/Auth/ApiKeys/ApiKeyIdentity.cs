namespace EventFlow.Silo;

/// <summary>What a presented API key stands for.</summary>
internal sealed record ApiKeyIdentity(string Id, string Name, IReadOnlyList<string> Scopes);
