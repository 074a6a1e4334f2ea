using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using EventFlow.Client;

namespace EventFlow.Cli.Tail;

/// <summary>The live feed of a silo over <c>/ws</c>.</summary>
internal sealed class LiveSocket : IDisposable
{
    // Far above what a silo batches; only something that is not one sends more.
    private const int LargestMessage = 16 << 20;

    private readonly ClientWebSocket _socket = new();

    /// <summary>Connects.</summary>
    /// <exception cref="WebSocketException">Not reachable, or refused: see <see cref="Refusal"/>.</exception>
    public async Task ConnectAsync(Uri url, Credential credential, TailRequest request, CancellationToken cancellation)
    {
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        if (url.IsLoopback)
        {
            _socket.Options.Proxy = null;
        }

        await _socket.ConnectAsync(Address(url, credential, request), cancellation).ConfigureAwait(false);
    }

    /// <summary>The status with which the silo refused to connect, or 0.</summary>
    public HttpStatusCode Refusal => _socket.HttpStatusCode;

    /// <summary>The next updates; null when the silo closed the connection.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<JsonElement?> ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.GetMemory(8192), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            buffer.Advance(part.Count);
            if (buffer.WrittenCount > LargestMessage)
            {
                throw new WebSocketException(WebSocketError.HeaderError, $"A message of more than {LargestMessage} bytes; is this an EventFlow silo?");
            }

            if (part.EndOfMessage)
            {
                return Parse(buffer.WrittenMemory);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private static JsonElement Parse(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        return document.RootElement.Clone();
    }

    private static Uri Address(Uri url, Credential credential, TailRequest request)
    {
        var query = "token=" + Uri.EscapeDataString(credential.Secret) + "&type=alert" + (request.Metrics ? "&type=metric" : "")
            + (request.Service is null ? "" : "&service=" + Uri.EscapeDataString(request.Service));
        return new UriBuilder(url)
        {
            Scheme = url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
            Path = url.AbsolutePath.TrimEnd('/') + "/ws",
            Query = query,
        }.Uri;
    }
}
