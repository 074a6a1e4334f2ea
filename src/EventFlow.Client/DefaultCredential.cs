namespace EventFlow.Client;

/// <summary>Which credential a command uses when it is not told.</summary>
public static class DefaultCredential
{
    /// <summary>The key every silo knows in development, and only there.</summary>
    public const string DevelopmentKey = "ef_development";

    /// <summary>The key given; else <c>EVENTFLOW_API_KEY</c>; else the development key when the silo is on this machine; else none.</summary>
    /// <param name="url">Address of the silo.</param>
    /// <param name="apiKey">What the user gave, or null.</param>
    /// <param name="environment">Reads an environment variable; null reads the process's own.</param>
    public static Credential For(Uri url, string? apiKey, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var key = apiKey ?? (environment ?? Environment.GetEnvironmentVariable)("EVENTFLOW_API_KEY");
        return !string.IsNullOrEmpty(key) ? Credential.FromApiKey(key) : url.IsLoopback ? Credential.FromApiKey(DevelopmentKey) : Credential.None;
    }
}
