namespace EventFlow.Incidents;

/// <summary>
/// Brings an <see cref="IncidentBook"/> up to the list of alerts, which is what counts: a crash may have come before the last changes were stored, and in a storm those are many. Reads pages, for there may
/// be tens of thousands of open alerts. Asks no alert itself: one of them may be waiting for this very book.
/// </summary>
internal sealed class IncidentRecovery(IAlertIndexGrain list)
{
    private const int PageSize = 500;

    // A list that goes on becoming shorter must not keep the incidents waiting; what was missed then tells of itself when it changes.
    private const int MostPasses = 5;

    /// <summary>Takes every open alert, and the end of those that the book believes open. Returns whether the book changed.</summary>
    public async ValueTask<bool> RecoverAsync(IncidentBook book)
    {
        var known = book.Versions();
        var open = await ReadAsync(AlertStates.Open, null);
        var missing = book.OpenAlerts().Where(id => !open.ContainsKey(id)).ToHashSet(StringComparer.Ordinal);
        var ended = missing.Count > 0 ? await ReadAsync([AlertState.Resolved], missing) : [];
        var changed = false;

        // In the order in which they came about, so that they join alike.
        var news = open.Values.Where(a => !(known.GetValueOrDefault(a.Id) >= a.Version)).Concat(ended.Values.Where(a => missing.Contains(a.Id)));
        foreach (var alert in news.OrderBy(static a => a.UpdatedAt).ThenBy(static a => a.Id, StringComparer.Ordinal)) changed |= book.Note(alert);
        foreach (var id in missing.Where(id => !ended.ContainsKey(id))) changed |= book.End(id);
        return changed;
    }

    // Until all that are wanted are found; null wants all. What leaves the list meanwhile moves the rest forward, past what was read: then all is read again, which misses others if any.
    private async ValueTask<Dictionary<string, AlertSummary>> ReadAsync(IReadOnlyList<AlertState> states, HashSet<string>? wanted)
    {
        var found = new Dictionary<string, AlertSummary>(StringComparer.Ordinal);
        for (var pass = 0; pass < MostPasses; pass++)
            if (!await ReadPassAsync(states, wanted, found)) break;
        return found;
    }

    // Returns whether the list became shorter while it was read.
    private async ValueTask<bool> ReadPassAsync(IReadOnlyList<AlertState> states, HashSet<string>? wanted, Dictionary<string, AlertSummary> found)
    {
        var (offset, total, isShorter) = (0, 0, false);
        while (wanted is null || found.Count < wanted.Count)
        {
            var page = await list.Query(new(states, null, null, null, null, null, null, offset, PageSize));
            isShorter |= page.Total < total;
            total = page.Total;
            offset += page.Items.Count;
            foreach (var alert in page.Items)
                if (wanted?.Contains(alert.Id) != false && (found.TryAdd(alert.Id, alert) || found[alert.Id].Version < alert.Version)) found[alert.Id] = alert;
            if (page.Items.Count < PageSize) return isShorter;
        }
        return false;
    }
}
