using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventFlow.TestKit;

/// <summary>A real HTTP receiver of webhooks on loopback that keeps what it got and answers as told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebhookCall> _calls = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Address to post to.</summary>
    public string Url => _app.Urls.First() + "/hook";

    /// <summary>What arrived, oldest first; calls that were answered with a failure included.</summary>
    public IReadOnlyList<WebhookCall> Calls => [.. _calls];

    /// <summary>Decides the status of the answer; 200 for every call when not set.</summary>
    public Func<WebhookCall, int> Answer { get; set; } = static _ => StatusCodes.Status200OK;

    /// <summary>Starts a receiver on a free port.</summary>
    /// <param name="address">IP address to listen on.</param>
    public static async Task<WebhookReceiver> Start(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{address}:0");
        builder.Logging.ClearProviders();
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/hook", receiver.Receive);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until <paramref name="enough"/> holds for what arrived; throws with what did arrive after <paramref name="timeout"/>.</summary>
    public async Task<IReadOnlyList<WebhookCall>> WaitFor(Func<IReadOnlyList<WebhookCall>, bool> enough, TimeSpan timeout, string what)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < timeout; await Task.Delay(50))
            if (Calls is var calls && enough(calls)) return calls;
        throw new TimeoutException($"Expected {what} within {timeout.TotalSeconds} s; got {_calls.Count} calls: {string.Join(" | ", _calls.Select(static call => call.Body.GetRawText()))}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Receive(HttpRequest request)
    {
        using var document = await JsonDocument.ParseAsync(request.Body);
        var call = new WebhookCall(document.RootElement.Clone(), request.Headers["Idempotency-Key"].ToString());
        _calls.Enqueue(call);
        return Results.StatusCode(Answer(call));
    }
}
