using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventFlow.Tests.Notifications.Smtp;

/// <summary>A mail server that takes one connection and does with it what a test says, which a real one would not: falls silent, leaves, or resets in the middle of a sentence.</summary>
internal sealed class RudeMailServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _talking;
    private Socket? _socket;
    private NetworkStream? _stream;

    public RudeMailServer(Func<RudeMailServer, Task> talk)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        _talking = TalkAsync(talk);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Ends when the server has done what it was told to; what it does then, silence, lasts.</summary>
    public Task Done => _talking;

    public Task SayAsync(string line) => WriteAsync(line + "\r\n");

    /// <summary>A text, a byte at a time.</summary>
    public async Task DripAsync(string text)
    {
        foreach (var c in text)
        {
            await WriteAsync(c.ToString());
            await Task.Delay(1);
        }
    }

    /// <summary>Reads a line and answers it.</summary>
    public async Task AnswerAsync(string answer)
    {
        await LineAsync();
        await SayAsync(answer);
    }

    /// <summary>The courtesies up to the answer to DATA.</summary>
    public async Task UntilDataAsync()
    {
        await SayAsync("220 here");
        await AnswerAsync("250 here");
        await AnswerAsync("250 sender");
        await AnswerAsync("250 recipient");
        await AnswerAsync("354 go on");
    }

    public async Task MessageAsync()
    {
        while (await LineAsync() != ".")
        {
        }
    }

    public async Task ReadAsync(int bytes) => await _stream!.ReadExactlyAsync(new byte[bytes], _end.Token);

    /// <summary>As when the other machine loses its power and comes back: what it did not read is lost.</summary>
    public void Reset()
    {
        _socket!.LingerState = new(true, 0);
        _socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _talking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket?.Dispose();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task TalkAsync(Func<RudeMailServer, Task> talk)
    {
        await Task.Yield();
        _socket = await _listener.AcceptAsync(_end.Token);
        _stream = new(_socket);
        await talk(this);
    }

    private async Task WriteAsync(string text) => await _stream!.WriteAsync(Encoding.ASCII.GetBytes(text), _end.Token);

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await _stream!.ReadAsync(one, _end.Token) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return ".";
    }
}
