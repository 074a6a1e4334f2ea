using System.Net;
using System.Net.Sockets;

namespace EventFlow.TestKit;

/// <summary>
/// Finds a loopback TCP port nobody listens on. Another process may take it before it is used: where the listener can, bind port 0 instead.
/// </summary>
public static class FreePort
{
    /// <summary>A port between 1024 and 65535 that was free a moment ago.</summary>
    public static int Next()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
