using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventFlow.Load;

/// <summary>Receives webhooks of Alertmanager's form and notes when it was first told that a service is in trouble.</summary>
internal sealed class IncidentReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, (long At, int Times)> _told = new(StringComparer.Ordinal);

    private IncidentReceiver(WebApplication app, TimeProvider clock) => (_app, _clock) = (app, clock);

    /// <summary>Where to post.</summary>
    public string Url => _app.Urls.First() + "/incidents";

    /// <summary>Services told of: when first, as a timestamp of the clock, and in how many messages.</summary>
    public IReadOnlyDictionary<string, (long At, int Times)> Told => _told;

    /// <summary>Starts a receiver on a free port of loopback.</summary>
    public static async Task<IncidentReceiver> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new IncidentReceiver(builder.Build(), clock);
        receiver._app.MapPost("/incidents", receiver.ReceiveAsync);
        await receiver._app.StartAsync().ConfigureAwait(false);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        // Taken when the request is there, before its body is read.
        var at = _clock.GetTimestamp();
        using var message = await JsonDocument.ParseAsync(context.Request.Body).ConfigureAwait(false);
        foreach (var service in FiringServices(message.RootElement))
        {
            _told.AddOrUpdate(service, (at, 1), (_, known) => (known.At, known.Times + 1));
        }
    }

    private static HashSet<string> FiringServices(JsonElement message) =>
    [
        .. message.GetProperty("alerts").EnumerateArray()
            .Where(static a => a.GetProperty("status").GetString() == "firing" && a.GetProperty("labels").TryGetProperty("service", out _))
            .Select(static a => a.GetProperty("labels").GetProperty("service").GetString()!),
    ];
}
