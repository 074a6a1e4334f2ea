namespace EventFlow.Client;

/// <summary>Where a silo is, as people write it.</summary>
public static class SiloAddress
{
    /// <summary>Where a silo listens when nobody says otherwise.</summary>
    public const string Default = "http://127.0.0.1:5280";

    /// <summary>What an address looks like, for error texts.</summary>
    public const string Expected = "an address such as http://127.0.0.1:5280";

    /// <summary><c>EVENTFLOW_URL</c>, or <see cref="Default"/>.</summary>
    /// <param name="environment">Reads an environment variable; null reads the process's own.</param>
    public static string FromEnvironment(Func<string, string?>? environment = null) =>
        (environment ?? Environment.GetEnvironmentVariable)("EVENTFLOW_URL") is { Length: > 0 } url ? url : Default;

    /// <summary>Reads an absolute http or https address.</summary>
    public static bool TryParse(string? text, out Uri url)
    {
        var valid = Uri.TryCreate(text, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps);
        url = valid ? parsed! : new Uri(Default);
        return valid;
    }
}
