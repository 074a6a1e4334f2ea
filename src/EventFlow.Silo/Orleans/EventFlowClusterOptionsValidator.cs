using System.Net;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Finds what is wrong with the cluster settings, each with its key, value and what was expected.</summary>
internal sealed class EventFlowClusterOptionsValidator : IValidateOptions<EventFlowClusterOptions>
{
    private const int MaxNameLength = 100;

    public ValidateOptionsResult Validate(string? name, EventFlowClusterOptions options)
    {
        List<string> faults = [.. FindFaults(options)];
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FindFaults(EventFlowClusterOptions options)
    {
        if (!Enum.IsDefined(options.Mode)) yield return Fault("Mode", options.Mode, string.Join(" or ", Enum.GetNames<ClusterMode>()));
        if (!IsName(options.ClusterId)) yield return Fault("ClusterId", options.ClusterId, "1 to 100 characters without white space");
        if (!IsName(options.ServiceId)) yield return Fault("ServiceId", options.ServiceId, "1 to 100 characters without white space");
        if (options.SiloPort is < 1 or > IPEndPoint.MaxPort) yield return Fault("SiloPort", options.SiloPort, "1 to 65535");
        if (options.GatewayPort is < 0 or > IPEndPoint.MaxPort) yield return Fault("GatewayPort", options.GatewayPort, "0 to 65535");
        if (options.GatewayPort != 0 && options.GatewayPort == options.SiloPort) yield return Fault("GatewayPort", options.GatewayPort, "another port than SiloPort");
        if (SiloAddresses.Find(options.AdvertisedAddress) is null)
            yield return Fault("AdvertisedAddress", options.AdvertisedAddress, "the IP address at which other silos reach this one, such as 10.0.0.4, or auto");
        if (options.ProbeSeconds is < 1 or > 60) yield return Fault("ProbeSeconds", options.ProbeSeconds, "1 to 60");
        if (options.MaxClockSkewSeconds is < 1 or > 3600) yield return Fault("MaxClockSkewSeconds", options.MaxClockSkewSeconds, "1 to 3600");
    }

    private static bool IsName(string? value) => value is { Length: > 0 and <= MaxNameLength } && !value.Any(char.IsWhiteSpace);

    private static string Fault(string key, object? found, string expected) => $"{EventFlowClusterOptions.SectionName}:{key} is '{found}'; expected {expected}.";
}
