namespace EventFlow.Silo;

/// <summary>Who is calling.</summary>
/// <param name="Id">Id of the user, or <c>key:</c> and the id of the API key.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>; null for an API key.</param>
/// <param name="Scopes">Scopes of the API key; empty for a user.</param>
public sealed record CallerInfo(string Id, string Name, string? Role, IReadOnlyList<string> Scopes);
