namespace EventFlow.Silo;

/// <summary>Settings that are on or off, read as text: what is neither is told with the other faults, and is no exception on the way there.</summary>
internal static class Switches
{
    private static readonly string[] Keys = [SiloArguments.SamplesKey, ListenAddresses.AllowRemoteKey];

    /// <summary>Whether a switch is on; what it is <paramref name="otherwise"/> when it is missing or not understood.</summary>
    public static bool IsOn(this IConfiguration configuration, string key, bool otherwise) => Read(configuration[key]) ?? otherwise;

    /// <summary>What is wrong with the switches; empty when nothing is.</summary>
    public static IEnumerable<string> FindFaults(IConfiguration configuration) =>
        Keys.Where(key => !string.IsNullOrEmpty(configuration[key]) && Read(configuration[key]) is null)
            .Select(key => $"{key} is '{configuration[key]}'; expected on, off, true or false.");

    private static bool? Read(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        _ => null,
    };
}
