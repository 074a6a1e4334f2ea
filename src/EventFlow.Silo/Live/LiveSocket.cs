using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>The plain WebSocket <c>/ws</c>: each text message is <c>{"type":"updates","time":…,"updates":[…]}</c>. What the client sends is ignored.</summary>
internal sealed class LiveSocket(
    ILiveFeed feed, IOptions<LiveOptions> live, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly char[] Separator = [','];
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Answers a request to <c>/ws</c>.</summary>
    public async Task Handle(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await TypedResults.Problem("Expected a WebSocket upgrade, for example ws://host/ws?token=….", statusCode: 400, title: "Not a WebSocket.").ExecuteAsync(context);
            return;
        }

        var types = Values(context, "type");
        if (types.FirstOrDefault(static t => !LiveFilter.Types.Contains(t, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            await ApiProblems.Invalid([new("type", unknown, string.Join(", ", LiveFilter.Types))]).ExecuteAsync(context);
            return;
        }

        var filter = new LiveFilter(Values(context, "service"), types);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await Serve(socket, filter, context.RequestAborted);
    }

    private async Task Serve(WebSocket socket, LiveFilter filter, CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        var receiving = ReceiveUntilClosed(socket, ended);
        try
        {
            using var subscription = feed.Subscribe(filter.Matches);
            await foreach (var batch in subscription.ReadBatches(TimeSpan.FromMilliseconds(live.Value.IntervalMs), ended.Token))
                await Send(socket, batch, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client left, or the silo stops.
        }

        await Close(socket);
        await receiving;
    }

    private Task Send(WebSocket socket, IReadOnlyList<LiveUpdate> batch, CancellationToken cancellation)
    {
        var message = new LiveMessage("updates", time.GetUtcNow().ToUnixTimeMilliseconds(), batch);
        return socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, json.Value.SerializerOptions), WebSocketMessageType.Text, endOfMessage: true, cancellation);
    }

    // Reading is what notices that a client closed; the content is dropped, in pieces, whatever its length.
    private static async Task ReceiveUntilClosed(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[1_024];
        try
        {
            while (!ended.IsCancellationRequested)
                if ((await socket.ReceiveAsync(buffer, ended.Token)).MessageType == WebSocketMessageType.Close) break;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The connection broke; there is nothing left to read.
        }

        await ended.CancelAsync();
    }

    private async Task Close(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var timeout = new CancellationTokenSource(CloseTimeout, time);
        try
        {
            var status = lifetime.ApplicationStopping.IsCancellationRequested ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure;
            await socket.CloseOutputAsync(status, null, timeout.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It is gone already.
        }
    }

    // ?type=alert&type=metric and ?type=alert,metric are the same.
    private static List<string> Values(HttpContext context, string name) =>
        [.. context.Request.Query[name].SelectMany(static v => (v ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
