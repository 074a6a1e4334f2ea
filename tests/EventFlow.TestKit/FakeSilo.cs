using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.TestKit;

/// <summary>
/// The outside of a silo over real HTTP and WebSocket on a free loopback port: takes events, remembers them, recognises repeats by id and by producer and
/// sequence, lists alerts, and answers as the test scripts it. For clients; the silo itself has its own tests.
/// </summary>
public sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();
    private readonly HashSet<string> _seen = [];
    private readonly List<JsonElement> _events = [];
    private readonly List<ReceivedRequest> _requests = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private readonly ConcurrentDictionary<WebSocket, string> _sockets = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _socketOpened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeSilo(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The only key it lets in.</summary>
    public string ApiKey { get; init; } = "ef_development";

    /// <summary>The alerts of <c>GET /api/alerts</c>, as JSON objects; the silo's filters are not applied.</summary>
    public IReadOnlyList<string> Alerts { get; set; } = [];

    /// <summary>Says why an event is rejected, or null.</summary>
    public Func<JsonElement, string?> Reject { get; set; } = _ => null;

    /// <summary>Requests to <c>/api/events</c> so far, the refused ones too.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Events accepted so far, in order.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Query strings with which sockets are open.</summary>
    public IReadOnlyList<string> OpenSockets => [.. _sockets.Values];

    /// <summary>Starts on a port.</summary>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<FakeSilo> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var silo = new FakeSilo(app);
        app.UseWebSockets();
        app.MapPost("/api/events", silo.ReceiveAsync);
        app.MapGet("/api/alerts", silo.ListAlertsAsync);
        app.Map("/ws", silo.ServeSocketAsync);
        await app.StartAsync();
        silo.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return silo;
    }

    /// <summary>The next request gets this answer instead of being taken.</summary>
    public void AnswerNext(int status, string? retryAfter = null, string? body = null) => _script.Enqueue(async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(body ?? """{"title":"scripted","detail":"scripted by the test"}""");
    });

    /// <summary>The next request is taken, but its answer is lost with the connection.</summary>
    public void LoseNextAnswer() => _script.Enqueue(async context =>
    {
        await TakeAsync(context);
        context.Abort();
    });

    /// <summary>Completes once so many events were accepted.</summary>
    public Task WaitForEventsAsync(int count)
    {
        lock (_gate)
        {
            if (_events.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((count, reached));
            return reached.Task;
        }
    }

    /// <summary>Completes when a socket is open.</summary>
    public Task WaitForSocketAsync()
    {
        lock (_gate)
        {
            return _socketOpened.Task;
        }
    }

    /// <summary>Sends a text message to every open socket.</summary>
    public async Task BroadcastAsync(string message)
    {
        foreach (var socket in _sockets.Keys)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
    }

    /// <summary>Breaks every open socket, as a silo that dies does.</summary>
    public void BreakSockets()
    {
        lock (_gate)
        {
            _socketOpened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var socket in _sockets.Keys)
        {
            socket.Abort();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        BreakSockets();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private bool IsKnown(HttpContext context) =>
        context.Request.Headers["X-Api-Key"] == ApiKey || context.Request.Headers.Authorization == $"Bearer {ApiKey}" || context.Request.Query["token"] == ApiKey;

    private async Task ReceiveAsync(HttpContext context)
    {
        if (_script.TryDequeue(out var answer))
        {
            Record(context, []);
            await answer(context);
            return;
        }

        var (status, body) = await TakeAsync(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 300 ? "application/json" : "application/problem+json";
        await context.Response.WriteAsync(body);
    }

    private async Task<(int Status, string Body)> TakeAsync(HttpContext context)
    {
        if (!IsKnown(context))
        {
            Record(context, []);
            return (401, """{"title":"Unauthorized","detail":"The API key is missing or unknown."}""");
        }

        var events = await ReadEventsAsync(context.Request);
        Record(context, events);
        var batch = context.Request.Headers["X-Producer"].ToString() is { Length: > 0 } producer ? producer + "/" + context.Request.Headers["X-Sequence"] : null;
        lock (_gate)
        {
            return batch is not null && !_seen.Add(batch)
                ? (202, $$"""{"accepted":0,"duplicates":{{events.Count}},"rejected":0,"errors":[],"offsets":[]}""")
                : Store(events);
        }
    }

    private (int Status, string Body) Store(List<JsonElement> events)
    {
        var (accepted, duplicates) = (0, 0);
        var errors = new List<object>();
        for (var i = 0; i < events.Count; i++)
        {
            if (Reject(events[i]) is { } reason)
            {
                errors.Add(new { index = i, reason, field = "value", found = events[i].GetProperty("value").GetRawText(), expected = "another value" });
            }
            else if (events[i].TryGetProperty("id", out var id) && !_seen.Add(id.GetString()!))
            {
                duplicates++;
            }
            else
            {
                _events.Add(events[i]);
                accepted++;
            }
        }

        foreach (var (_, reached) in _waits.Where(wait => wait.Count <= _events.Count))
        {
            reached.TrySetResult();
        }

        var body = JsonSerializer.Serialize(new { accepted, duplicates, rejected = errors.Count, errors, offsets = Array.Empty<object>() });
        return (accepted + duplicates == 0 && errors.Count > 0 ? 422 : 202, body);
    }

    private static async Task<List<JsonElement>> ReadEventsAsync(HttpRequest request)
    {
        await using var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private void Record(HttpContext context, IReadOnlyList<JsonElement> events)
    {
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_gate)
        {
            _requests.Add(new ReceivedRequest(headers, events));
        }
    }

    private async Task ListAlertsAsync(HttpContext context)
    {
        if (!IsKnown(context))
        {
            context.Response.StatusCode = 401;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"items":[{{string.Join(',', Alerts)}}],"total":{{Alerts.Count}},"offset":0,"limit":50}""");
    }

    private async Task ServeSocketAsync(HttpContext context)
    {
        if (!IsKnown(context))
        {
            context.Response.StatusCode = 401;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        _sockets[socket] = context.Request.QueryString.Value ?? "";
        lock (_gate)
        {
            _socketOpened.TrySetResult();
        }

        try
        {
            var buffer = new byte[1024];
            while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
                // Clients of /ws have nothing to say.
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
        }
        finally
        {
            _sockets.TryRemove(socket, out _);
        }
    }
}
