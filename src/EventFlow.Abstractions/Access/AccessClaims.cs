namespace EventFlow;

/// <summary>Claims of a principal, the same for a bearer token, an API key and a dashboard session.</summary>
public static class AccessClaims
{
    /// <summary>Id of the user; for an API key <c>key:</c> and the key's id.</summary>
    public const string UserId = "user_id";

    /// <summary>Name for people, what "who did it" shows.</summary>
    public const string Name = "name";

    /// <summary>Role: <c>viewer</c>, <c>operator</c> or <c>admin</c>; API keys have none.</summary>
    public const string Role = "role";

    /// <summary>A scope of an API key: <c>ingest</c>, <c>read</c> or <c>silence</c>; may occur several times.</summary>
    public const string Scope = "scope";
}
