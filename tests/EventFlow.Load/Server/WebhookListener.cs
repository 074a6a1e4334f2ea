using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventFlow.Load;

/// <summary>Listens on a free port of loopback for webhooks of Alertmanager's form, version 4, and hands on each message with the timestamp of its coming.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly Action<long, JsonElement> _receive;

    private WebhookListener(WebApplication app, TimeProvider clock, Action<long, JsonElement> receive) => (_app, _clock, _receive) = (app, clock, receive);

    /// <summary>Where to post.</summary>
    public string Url => _app.Urls.First() + "/incidents";

    /// <summary>Starts to listen.</summary>
    /// <param name="clock">The clock of the timestamps.</param>
    /// <param name="receive">Takes a message; called by several threads at a time.</param>
    public static async Task<WebhookListener> StartAsync(TimeProvider clock, Action<long, JsonElement> receive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // A group of a thousand alerts is longer than the server takes by itself.
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var listener = new WebhookListener(builder.Build(), clock, receive);
        listener._app.MapPost("/incidents", listener.ReceiveAsync);
        await listener._app.StartAsync().ConfigureAwait(false);
        return listener;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        // Taken when the request is there, before its body is read.
        var at = _clock.GetTimestamp();
        using var message = await JsonDocument.ParseAsync(context.Request.Body).ConfigureAwait(false);
        _receive(at, message.RootElement);
    }
}
