namespace EventFlow.Alerting;

/// <summary>The list of alerts in memory: all open ones and the newest resolved ones. For one caller at a time.</summary>
/// <param name="maxResolved">Resolved alerts to keep.</param>
/// <param name="parts">Number of parts in which it is stored.</param>
internal sealed class AlertIndex(int maxResolved, int parts)
{
    private readonly Dictionary<string, AlertSummary>[] _parts = [.. Enumerable.Range(0, parts).Select(static _ => new Dictionary<string, AlertSummary>(StringComparer.Ordinal))];
    private readonly SortedSet<(long UpdatedAt, string Id)> _resolved = [];

    /// <summary>Open alerts by severity.</summary>
    public int[] OpenBySeverity { get; } = new int[4];

    /// <summary>Adds or replaces one; returns false when a newer version is known. An alert that is in no state any more is taken out.</summary>
    public bool Put(AlertSummary alert)
    {
        if (_parts[PartOf(alert.Id)].TryGetValue(alert.Id, out var known))
        {
            if (known.Version > alert.Version) return false;
            Forget(known);
        }
        if (alert.State == AlertState.None) return true;
        _parts[PartOf(alert.Id)][alert.Id] = alert;
        if (alert.State == AlertState.Resolved) _resolved.Add((alert.UpdatedAt, alert.Id));
        else if (AlertMachine.IsActive(alert.State)) OpenBySeverity[(int)alert.Severity]++;
        while (_resolved.Count > maxResolved) Forget(_parts[PartOf(_resolved.Min.Id)][_resolved.Min.Id]);
        return true;
    }

    /// <summary>The part an alert belongs to. Stored data depends on it, so it never changes.</summary>
    public int PartOf(string id) => Partitioning.Of(id, _parts.Length);

    /// <summary>The alerts of a part.</summary>
    public IReadOnlyList<AlertSummary> Part(int part) => [.. _parts[part].Values];

    /// <summary>The alerts that match, newest change first.</summary>
    public Page<AlertSummary> Query(AlertQuery query)
    {
        var matches = _parts.SelectMany(static p => p.Values).Where(a => Matches(a, query)).ToList();
        matches.Sort(static (a, b) => (b.UpdatedAt, b.Id).CompareTo((a.UpdatedAt, a.Id)));
        return new([.. matches.Skip(query.Offset).Take(query.Limit)], matches.Count, query.Offset, query.Limit);
    }

    private static bool Matches(AlertSummary alert, AlertQuery query) =>
        (query.States is { Count: > 0 } states ? states.Contains(alert.State) : alert.State != AlertState.Pending)
        && (query.Service is null || string.Equals(alert.Service, query.Service, StringComparison.Ordinal))
        && (query.Severity is null || alert.Severity == query.Severity)
        && (query.RuleId is null || string.Equals(alert.RuleId, query.RuleId, StringComparison.Ordinal))
        && (query.From is null || alert.EndsAt is null || alert.EndsAt >= query.From)
        && (query.To is null || alert.StartsAt < query.To)
        && (string.IsNullOrEmpty(query.Text) || alert.Name.Contains(query.Text, StringComparison.OrdinalIgnoreCase) || alert.Summary.Contains(query.Text, StringComparison.OrdinalIgnoreCase));

    private void Forget(AlertSummary alert)
    {
        _parts[PartOf(alert.Id)].Remove(alert.Id);
        if (alert.State == AlertState.Resolved) _resolved.Remove((alert.UpdatedAt, alert.Id));
        else if (AlertMachine.IsActive(alert.State)) OpenBySeverity[(int)alert.Severity]--;
    }
}
