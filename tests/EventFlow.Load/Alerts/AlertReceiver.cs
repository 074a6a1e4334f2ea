using System.Text.Json;

namespace EventFlow.Load;

/// <summary>Receives webhooks of Alertmanager's form and notes in a ledger which alerts they tell of.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private WebhookListener? _listener;

    private AlertReceiver()
    {
    }

    /// <summary>Where to post.</summary>
    public string Url => _listener!.Url;

    /// <summary>What was expected and what has come.</summary>
    public AlertLedger Ledger { get; } = new();

    /// <summary>Starts a receiver on a free port of loopback.</summary>
    public static async Task<AlertReceiver> StartAsync(TimeProvider clock)
    {
        var receiver = new AlertReceiver();
        receiver._listener = await WebhookListener.StartAsync(clock, receiver.Receive).ConfigureAwait(false);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener!.DisposeAsync();

    private void Receive(long at, JsonElement message)
    {
        List<string> ids = [];
        foreach (var alert in message.GetProperty("alerts").EnumerateArray())
        {
            if (alert.GetProperty("status").ValueEquals("firing"u8) && alert.GetProperty("labels").TryGetProperty(LoadAlert.IdLabel, out var id))
            {
                ids.Add(id.GetString()!);
            }
        }

        Ledger.Tell(at, message.GetProperty("groupKey").GetString()!, ids);
    }
}
