using System.Net;
using System.Net.Sockets;

namespace EventFlow.EventLogs.Tests;

/// <summary>Stands between a client and a server on loopback, and breaks one connection in the middle of what the server sends.</summary>
internal sealed class BreakingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private readonly int _server;
    private readonly long _after;
    private int _broken;

    /// <param name="server">Port of the server.</param>
    /// <param name="after">The first connection over which so many bytes have come is broken; those behind it are left alone.</param>
    public BreakingProxy(int server, long after)
    {
        (_server, _after) = (server, after);
        _listener.Start();
        _running = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it has broken a connection.</summary>
    public bool HasBroken => Volatile.Read(ref _broken) == 1;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _ending.Token);
                var up = client.GetStream().CopyToAsync(server.GetStream(), _ending.Token);
                await Task.WhenAny(up, DownAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // Either side has gone.
            }
        }
    }

    private async Task DownAsync(NetworkStream from, NetworkStream to)
    {
        var (buffer, passed) = (new byte[8192], 0L);
        for (int read; (read = await from.ReadAsync(buffer, _ending.Token)) > 0; passed += read)
        {
            if (passed > _after && Interlocked.Exchange(ref _broken, 1) == 0) return;
            await to.WriteAsync(buffer.AsMemory(0, read), _ending.Token);
        }
    }
}
