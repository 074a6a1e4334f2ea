namespace EventFlow.Alerting;

/// <summary>
/// The list of alerts in memory: all open ones and the newest resolved ones, and the page each is stored in. An alert keeps the page it first came into, so that alerts which came
/// together, and mostly change together, share a write. For one caller at a time.
/// </summary>
/// <param name="maxResolved">Resolved alerts to keep.</param>
internal sealed class AlertIndex(int maxResolved)
{
    /// <summary>Alerts in a page: a change writes that many at most.</summary>
    public const int PageSize = 16;

    private static readonly Comparer<AlertSummary> NewestFirst = Comparer<AlertSummary>.Create(static (a, b) => (b.UpdatedAt, b.Id).CompareTo((a.UpdatedAt, a.Id)));

    private readonly Dictionary<string, (AlertSummary Alert, long Page)> _alerts = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<string>> _pages = [];
    private readonly Dictionary<string, HashSet<string>> _services = new(StringComparer.Ordinal);
    private readonly SortedSet<(long UpdatedAt, string Id)> _resolved = [];
    private readonly HashSet<long> _emptied = [];

    /// <summary>Open alerts by severity.</summary>
    public int[] OpenBySeverity { get; } = new int[4];

    /// <summary>The page that takes the next alert.</summary>
    public long LastPage { get; private set; }

    /// <summary>The pages there are.</summary>
    public IReadOnlyCollection<long> Pages => _pages.Keys;

    /// <summary>Adds or replaces one; one with a lower version than the known is ignored. Returns the page it is in, or was in: an alert that is in no state any more is taken out.</summary>
    public long Put(AlertSummary alert)
    {
        var page = LastPage;
        if (_alerts.TryGetValue(alert.Id, out var known))
        {
            if (known.Alert.Version > alert.Version) return known.Page;
            if (StaysInItsPlaces(known.Alert, alert))
            {
                _alerts[alert.Id] = (alert, known.Page);
                return known.Page;
            }
            Forget(known.Alert, known.Page);
            page = known.Page;
        }
        else if (_pages.TryGetValue(page, out var last) && last.Count >= PageSize) page = ++LastPage;
        if (alert.State != AlertState.None) Add(alert, page);
        while (_resolved.Count > maxResolved) Forget(_alerts[_resolved.Min.Id].Alert, _alerts[_resolved.Min.Id].Page);
        return page;
    }

    /// <summary>Takes a stored page.</summary>
    public void Load(long page, IReadOnlyList<AlertSummary> alerts)
    {
        foreach (var alert in alerts)
        {
            if (_alerts.TryGetValue(alert.Id, out var known))
            {
                if (known.Alert.Version >= alert.Version) continue;
                Forget(known.Alert, known.Page);
            }
            Add(alert, page);
        }
        if (alerts.Count > 0) LastPage = Math.Max(LastPage, page);
        while (_resolved.Count > maxResolved) Forget(_alerts[_resolved.Min.Id].Alert, _alerts[_resolved.Min.Id].Page);
    }

    /// <summary>Begins with the pages from this number on.</summary>
    public void BeginAt(long page) => LastPage = Math.Max(LastPage, page);

    /// <summary>The alerts of a page.</summary>
    public IReadOnlyList<AlertSummary> Page(long page) => _pages.TryGetValue(page, out var ids) ? [.. ids.Select(id => _alerts[id].Alert)] : [];

    /// <summary>The pages that hold nothing any more, other than the last, since this was asked before.</summary>
    public IReadOnlyList<long> TakeEmptied()
    {
        if (_emptied.Count == 0) return [];
        var emptied = _emptied.Where(p => p != LastPage && !_pages.ContainsKey(p)).ToList();
        _emptied.Clear();
        return emptied;
    }

    /// <summary>The alerts that match, newest change first.</summary>
    public Page<AlertSummary> Query(AlertQuery query)
    {
        var matches = Of(query.Service).Where(a => Matches(a, query)).ToList();
        // Sorts no further than what is asked for: the overview wants but the number.
        return new([.. matches.Order(NewestFirst).Skip(query.Offset).Take(query.Limit)], matches.Count, query.Offset, query.Limit);
    }

    private static bool Matches(AlertSummary alert, AlertQuery query) =>
        (query.States is { Count: > 0 } states ? states.Contains(alert.State) : alert.State != AlertState.Pending)
        && (query.Severity is null || alert.Severity == query.Severity)
        && (query.RuleId is null || string.Equals(alert.RuleId, query.RuleId, StringComparison.Ordinal))
        && (query.From is null || alert.EndsAt is null || alert.EndsAt >= query.From)
        && (query.To is null || alert.StartsAt < query.To)
        && (string.IsNullOrEmpty(query.Text) || alert.Name.Contains(query.Text, StringComparison.OrdinalIgnoreCase) || alert.Summary.Contains(query.Text, StringComparison.OrdinalIgnoreCase)
            || IsInAValue(alert.Labels, query.Text));

    // Without a lambda, which would be made for each alert of every question, also of those that ask for no text.
    private static bool IsInAValue(LabelSet labels, string text)
    {
        for (var i = 0; i < labels.Count; i++)
            if (labels.At(i).Value.Contains(text, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    // Fast path: news of an alert, such as what became of a message, that changes no list it stands in.
    private static bool StaysInItsPlaces(AlertSummary known, AlertSummary alert) =>
        known.State == alert.State && alert.State != AlertState.Resolved && known.Severity == alert.Severity && string.Equals(known.Service, alert.Service, StringComparison.Ordinal);

    // Each service asks for its alerts when it wakes: a look at all of them then would cost the square of what there is.
    private IEnumerable<AlertSummary> Of(string? service)
    {
        if (service is null) return _alerts.Values.Select(static a => a.Alert);
        return _services.TryGetValue(service, out var ids) ? ids.Select(id => _alerts[id].Alert) : [];
    }

    private void Add(AlertSummary alert, long page)
    {
        _alerts[alert.Id] = (alert, page);
        if (!_pages.TryGetValue(page, out var ids)) _pages[page] = ids = [];
        ids.Add(alert.Id);
        if (!_services.TryGetValue(alert.Service, out var own)) _services[alert.Service] = own = new(StringComparer.Ordinal);
        own.Add(alert.Id);
        if (alert.State == AlertState.Resolved) _resolved.Add((alert.UpdatedAt, alert.Id));
        else if (AlertMachine.IsActive(alert.State)) OpenBySeverity[(int)alert.Severity]++;
    }

    private void Forget(AlertSummary alert, long page)
    {
        _alerts.Remove(alert.Id);
        var ids = _pages[page];
        ids.Remove(alert.Id);
        if (ids.Count == 0 && _pages.Remove(page)) _emptied.Add(page);
        if (_services.TryGetValue(alert.Service, out var own) && own.Remove(alert.Id) && own.Count == 0) _services.Remove(alert.Service);
        if (alert.State == AlertState.Resolved) _resolved.Remove((alert.UpdatedAt, alert.Id));
        else if (AlertMachine.IsActive(alert.State)) OpenBySeverity[(int)alert.Severity]--;
    }
}
