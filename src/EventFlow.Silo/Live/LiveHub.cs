using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>
/// The SignalR hub <c>/hubs/live</c>. The server sends <c>updates</c> with a list of <see cref="LiveUpdate"/>; a client that wants less than everything
/// calls <c>Subscribe(services, types)</c>.
/// </summary>
[Authorize(AccessPolicies.Read)]
internal sealed class LiveHub(ILiveFeed feed, IHubContext<LiveHub> hub, IOptions<LiveOptions> options) : Hub
{
    private const string UpdatesMethod = "updates";
    private const int MaxNames = 1_000;
    private static readonly object PumpKey = new();

    public override Task OnConnectedAsync()
    {
        Start(LiveFilter.All);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Stop();
        return Task.CompletedTask;
    }

    /// <summary>Narrows what this client gets from now on; an empty list takes all.</summary>
    public void Subscribe(string[]? services, string[]? types)
    {
        if (services?.Length > MaxNames) throw new HubException($"services has {services.Length} names; expected at most {MaxNames}.");
        if (types?.FirstOrDefault(static t => !LiveFilter.Types.Contains(t, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new HubException($"types has '{unknown}'; expected {string.Join(", ", LiveFilter.Types)}.");
        Stop();
        Start(new(services ?? [], types ?? []));
    }

    private void Start(LiveFilter filter)
    {
        var subscription = feed.Subscribe(filter.Matches);
        Context.Items[PumpKey] = subscription;
        // The hub object ends with this call; what runs on holds only the connection's id.
        _ = Pump(subscription, hub.Clients.Client(Context.ConnectionId), TimeSpan.FromMilliseconds(options.Value.IntervalMs), Context.ConnectionAborted);
    }

    private void Stop()
    {
        if (Context.Items.Remove(PumpKey, out var subscription)) ((ILiveSubscription)subscription!).Dispose();
    }

    private static async Task Pump(ILiveSubscription subscription, ISingleClientProxy client, TimeSpan interval, CancellationToken aborted)
    {
        using (subscription)
        {
            try
            {
                await foreach (var batch in subscription.ReadBatches(interval, aborted)) await client.SendAsync(UpdatesMethod, batch, aborted);
            }
            catch (OperationCanceledException)
            {
                // The client left.
            }
        }
    }
}
