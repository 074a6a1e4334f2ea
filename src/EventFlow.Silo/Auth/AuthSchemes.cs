namespace EventFlow.Silo;

/// <summary>Names of the authentication schemes.</summary>
internal static class AuthSchemes
{
    /// <summary>Chooses one of the others by what the request carries.</summary>
    public const string Automatic = "EventFlow";

    /// <summary>A bearer token or an API key, in a header, or in the query of a WebSocket.</summary>
    public const string Token = "Token";

    /// <summary>The cookie of the dashboard.</summary>
    public const string Session = "Session";
}
