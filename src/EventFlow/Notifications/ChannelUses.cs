using EventFlow.Alerting.Escalation;
using EventFlow.Alerting.Routing;

namespace EventFlow.Notifications;

/// <summary>Who names a channel, so that one that people count on does not vanish under them. Thread safe.</summary>
public sealed class ChannelUses(RoutingBook routing, EscalationBook escalations, ChannelDirectory channels)
{
    private const int Named = 5;

    /// <summary>Receivers of the routing in force, escalation policies, rotas and other channels that name it, in words; empty when none does.</summary>
    public async ValueTask<IReadOnlyList<string>> OfAsync(string channel)
    {
        await routing.RefreshAsync();
        var set = (await escalations.RefreshAsync()).Set;
        List<string> uses = [.. routing.Tree.ReceiversOfChannel(channel).Select(static r => $"receiver {r}")];
        uses.AddRange(set.Policies.Where(p => p.Steps?.Any(s => s.Channels?.Contains(channel) == true) == true).Select(static p => $"escalation policy {p.Id}"));
        uses.AddRange(set.Rotas.Where(r => r.Members?.Any(m => m.Reach?.Any(w => w.Channel == channel) == true) == true).Select(static r => $"rota {r.Id}"));
        uses.AddRange((await channels.ListAsync()).Where(c => c.Settings[CommonSettings.Fallback]?.Trim() == channel).Select(static c => $"channel {c.Id}, for which it stands in"));
        return uses.Count <= Named ? uses : [.. uses.Take(Named), $"{uses.Count - Named} more"];
    }
}
