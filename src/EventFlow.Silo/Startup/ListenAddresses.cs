using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Silo;

/// <summary>Checks the addresses to listen on before anything is started.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://127.0.0.1:5280";

    /// <summary>Set to true to let a silo with development passwords be reached from other machines.</summary>
    public const string AllowRemoteKey = "EventFlow:Development:AllowRemote";

    /// <summary>What is wrong with the addresses; empty when nothing is.</summary>
    public static IEnumerable<string> FindFaults(IConfiguration configuration, IHostEnvironment environment)
    {
        var mayBeRemote = !environment.IsDevelopment() || configuration.IsOn(AllowRemoteKey, otherwise: false);
        foreach (var (key, url) in Configured(configuration))
        {
            if (!TryParse(url, out var address)) yield return $"{key} is '{url}'; expected an address such as {Default}.";
            else if (!mayBeRemote && !IsLoopback(address))
                yield return $"{key} is '{url}'; expected a loopback address, because the passwords of Development are known to everyone. " +
                    $"Run with --environment Production, or set {AllowRemoteKey} to true where nobody else can reach it.";
        }
    }

    /// <summary>The first address that another process listens on already; null when all are free. Port 0 is always free.</summary>
    public static string? FindTaken(IConfiguration configuration) =>
        Configured(configuration).Select(static c => c.Url).FirstOrDefault(static url => TryParse(url, out var address) && address.Port > 0 && !address.IsUnixPipe && IsTaken(address));

    /// <summary>The addresses of the settings, with the keys that set them.</summary>
    private static IEnumerable<(string Key, string Url)> Configured(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Where(static e => e["Url"] is not null).ToList();
        if (endpoints.Count > 0) return endpoints.Select(static e => ($"{e.Path}:Url", e["Url"]!));
        return (configuration["urls"] ?? Default).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static url => ("urls", url));
    }

    private static bool TryParse(string url, out BindingAddress address)
    {
        address = null!;
        try { address = BindingAddress.Parse(url); }
        catch (FormatException) { return false; }
        return address.Scheme is "http" or "https";
    }

    private static bool IsLoopback(BindingAddress address) => address.IsUnixPipe || address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsTaken(BindingAddress address)
    {
        var ip = address.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(address.Host, out var given) ? given : IPAddress.Any;
        using var probe = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(ip, address.Port));
            probe.Listen();
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
