using System.Net;
using System.Net.Sockets;

namespace EventFlow.Silo;

/// <summary>Finds the address at which other silos reach this one.</summary>
internal static class SiloAddresses
{
    /// <summary>Stands for the address of this machine, where it is known only when the silo starts, as in a container.</summary>
    public const string Auto = "auto";

    // Nothing is sent there: a datagram socket that is connected only asks the routing table.
    private static readonly IPEndPoint Anywhere = new(new IPAddress([192, 0, 2, 1]), 9);

    /// <summary>The address that a setting names; null when it names none.</summary>
    public static IPAddress? Find(string setting)
    {
        if (string.Equals(setting, Auto, StringComparison.OrdinalIgnoreCase)) return OfHostName() ?? OfDefaultRoute();
        return IPAddress.TryParse(setting, out var address) && !IPAddress.Any.Equals(address) && !IPAddress.IPv6Any.Equals(address) ? address : null;
    }

    private static IPAddress? OfHostName()
    {
        try
        {
            return Array.Find(Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork), static a => !IPAddress.IsLoopback(a));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static IPAddress? OfDefaultRoute()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(Anywhere);
            return (socket.LocalEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
