namespace EventFlow.Silo;

/// <summary>What a silo tells the others of its cluster about itself.</summary>
internal static class SiloLabels
{
    /// <summary>Version of EventFlow.</summary>
    public const string Version = "version";

    /// <summary>Address of its API and dashboard.</summary>
    public const string Url = "url";

    public static Dictionary<string, string> Of(IConfiguration configuration) => new()
    {
        [Version] = ProcessInfo.Version,
        [Url] = (configuration["urls"] ?? ListenAddresses.Default).Split(';')[0],
    };
}
