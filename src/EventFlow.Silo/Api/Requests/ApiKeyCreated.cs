namespace EventFlow.Silo;

/// <summary>A new API key.</summary>
/// <param name="Key">The key itself: shown this once, kept nowhere.</param>
/// <param name="ApiKey">What is kept about it.</param>
public sealed record ApiKeyCreated(string Key, ApiKeyInfo ApiKey);
