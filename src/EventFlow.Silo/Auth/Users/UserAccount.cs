namespace EventFlow.Silo;

/// <summary>Someone who can sign in.</summary>
/// <param name="Id">Identity, what <c>user_id</c> says in tokens.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
public sealed record UserAccount(string Id, string Name, string Role);
