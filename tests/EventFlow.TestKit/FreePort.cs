using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EventFlow.TestKit;

/// <summary>
/// Finds a loopback TCP port nobody listens on. Another process may take it before it is used: where the listener can, bind port 0 instead.
/// </summary>
public static class FreePort
{
    private const int First = 10_240;
    private const int Tries = 1_000;

    // Below those that the system gives to outgoing connections: any of these may be taken by one at any moment, and a client that keeps trying one of them on which nobody listens can be connected
    // to itself and hold it.
    private static readonly int End = FirstOfOutgoing();

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port from 10240 up that was free a moment ago. This process gives each out once.</summary>
    public static int Next()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var port = Random.Shared.Next(First, End);
            if (Given.TryAdd(port, true) && IsFree(port)) return port;
        }

        throw new InvalidOperationException($"None of {Tries} ports from {First} to {End - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            probe.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FirstOfOutgoing()
    {
        const string range = "/proc/sys/net/ipv4/ip_local_port_range";
        const int usual = 32_768;
        if (!File.Exists(range)) return usual;
        var first = int.Parse(File.ReadAllText(range).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        return first > First + Tries ? first : usual;
    }
}
