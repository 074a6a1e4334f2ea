namespace EventFlow.Alerting;

/// <summary>
/// Which channels are told at once that what they were told of is taken care of, and that it is not any more: those whose kind hears of it, as a pager that goes on calling people until somebody
/// acknowledges. For others it is only noted. Pure: the state and the time decide. An incident counts as acknowledged for a channel when nobody has to be told of any of its alerts any more, and one that the
/// channel knows of is acknowledged.
/// </summary>
public static class AcknowledgementMachine
{
    /// <summary>Whether <see cref="Tick"/> has something to do.</summary>
    public static bool IsDue(GroupState group)
    {
        if (group.Told.Count == 0) return false;
        bool? isAttended = null;
        foreach (var told in group.Told.Values)
        {
            if (told.Acknowledged.Count > 0 ? IsWithdrawn(group, told) : (isAttended ??= !GroupMachine.HasTellable(group)) && AcknowledgedOf(group, told).Any()) return true;
        }
        return false;
    }

    /// <summary>Puts what is news into the outbox.</summary>
    /// <param name="group">The group, changed in place.</param>
    /// <param name="groupKey">Its key.</param>
    /// <param name="hearing">Ids of the channels whose kind hears of acknowledgements.</param>
    /// <param name="now">Processing time, unix ms.</param>
    /// <returns>Whether the state changed.</returns>
    public static bool Tick(GroupState group, string groupKey, IReadOnlySet<string> hearing, long now)
    {
        var changed = false;
        foreach (var (key, told) in group.Told.OrderBy(static t => t.Key, StringComparer.Ordinal))
        {
            var hears = hearing.Contains(ToldKey.ChannelOf(key));
            if (told.Acknowledged.Count > 0) changed |= Withdraw(group, groupKey, key, told, hears, now);
            else if (!GroupMachine.HasTellable(group)) changed |= Acknowledge(group, groupKey, key, told, hears, now);
        }
        return changed;
    }

    private static bool Acknowledge(GroupState group, string groupKey, string key, GroupTold told, bool hears, long now)
    {
        var acknowledged = GroupMachine.InOrder(AcknowledgedOf(group, told));
        if (acknowledged.Count == 0) return false;
        if (hears) GroupMachine.Add(group, groupKey, key, "firing", acknowledged, NotificationReasons.Acknowledged, now);
        told.Acknowledged.UnionWith(acknowledged.Select(static a => a.Fingerprint));
        return true;
    }

    private static bool Withdraw(GroupState group, string groupKey, string key, GroupTold told, bool hears, long now)
    {
        if (!IsWithdrawn(group, told)) return false;
        told.Acknowledged.Clear();
        if (hears) GroupMachine.Tell(group, groupKey, key, told.SendResolved, GroupMachine.Tellable(group), NotificationReasons.Unacknowledged, now);
        return true;
    }

    private static bool IsWithdrawn(GroupState group, GroupTold told) => told.Acknowledged.Any(f => group.Alerts.TryGetValue(f, out var alert) && alert.State.IsUnattended());

    private static IEnumerable<AlertNotice> AcknowledgedOf(GroupState group, GroupTold told) => group.Alerts.Values.Where(a => a.State == AlertState.Acknowledged && told.Firing.Contains(a.Fingerprint));
}
