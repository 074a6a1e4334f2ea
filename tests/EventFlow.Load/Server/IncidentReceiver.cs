using System.Collections.Concurrent;
using System.Text.Json;

namespace EventFlow.Load;

/// <summary>Receives webhooks of Alertmanager's form and notes when it was first told that a service is in trouble.</summary>
internal sealed class IncidentReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (long At, int Times)> _told = new(StringComparer.Ordinal);
    private WebhookListener? _listener;

    private IncidentReceiver()
    {
    }

    /// <summary>Where to post.</summary>
    public string Url => _listener!.Url;

    /// <summary>Services told of: when first, as a timestamp of the clock, and in how many messages.</summary>
    public IReadOnlyDictionary<string, (long At, int Times)> Told => _told;

    /// <summary>Starts a receiver on a free port of loopback.</summary>
    public static async Task<IncidentReceiver> StartAsync(TimeProvider clock)
    {
        var receiver = new IncidentReceiver();
        receiver._listener = await WebhookListener.StartAsync(clock, receiver.Receive).ConfigureAwait(false);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener!.DisposeAsync();

    private void Receive(long at, JsonElement message)
    {
        foreach (var service in FiringServices(message))
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
