using Microsoft.AspNetCore.HostFiltering;

namespace EventFlow.Silo;

/// <summary>The names by which a request may call this silo.</summary>
internal static class HostExtensions
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// In development only the names of this machine: a page elsewhere could let its own name lead to 127.0.0.1, and would then be of our origin to a browser.
    /// Elsewhere <c>AllowedHosts</c> of the settings counts.
    /// </summary>
    public static void AddHostRules(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment() || configuration.IsOn(ListenAddresses.AllowRemoteKey, otherwise: false)) return;
        services.Configure<HostFilteringOptions>(static o => o.AllowedHosts = Loopback);
    }
}
