namespace EventFlow.Dashboard.Live;

/// <summary>The alerts that are open now, kept up to date by the feed; one per circuit, shared by navigation, overview and announcements. Thread safe.</summary>
public sealed class OpenAlerts(IAlertService alerts) : IDisposable
{
    private const int Most = 500;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AlertSummary> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loading = new(1, 1);

    /// <summary>Told after a change.</summary>
    public event Action? Changed;

    /// <summary>Told of an alert that began to fire while the page was open.</summary>
    public event Action<AlertSummary>? Began;

    /// <summary>Whether the list was read once.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>The open alerts: those that need somebody first, the worst first, then the newest.</summary>
    public IReadOnlyList<AlertSummary> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _known.Values.Where(static a => IsOpen(a.State))
                    .OrderBy(static a => !a.State.IsUnattended()).ThenByDescending(static a => a.Severity).ThenByDescending(static a => a.StartsAt)];
            }
        }
    }

    /// <summary>Alerts nobody has taken yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _known.Values.Count(static a => a.State.IsUnattended());
        }
    }

    /// <summary>Whether an alert in this state still matters.</summary>
    public static bool IsOpen(AlertState state) => state.IsOpen();

    /// <summary>Reads the list.</summary>
    public async Task Load()
    {
        await _loading.WaitAsync();
        try
        {
            Dictionary<string, long> before;
            lock (_gate) before = _known.Values.Where(static a => IsOpen(a.State)).ToDictionary(static a => a.Id, static a => a.Version, StringComparer.Ordinal);
            var page = await alerts.Query(new(AlertStates.Open, null, null, null, null, null, null, 0, Most));
            lock (_gate)
            {
                // What a whole page lacks is open no more, unless the feed brought it meanwhile and it is newer than the page.
                var listed = page.Items.Select(static a => a.Id).ToHashSet(StringComparer.Ordinal);
                if (page.Items.Count >= page.Total)
                    foreach (var (id, version) in before)
                        if (!listed.Contains(id) && _known.TryGetValue(id, out var known) && known.Version == version) _known.Remove(id);
                foreach (var alert in page.Items) Put(alert);
                IsLoaded = true;
            }
        }
        finally { _loading.Release(); }
        Changed?.Invoke();
    }

    /// <summary>Takes what the feed or a command brought.</summary>
    public void Take(IReadOnlyList<AlertSummary> changed)
    {
        if (changed.Count == 0) return;
        var began = new List<AlertSummary>();
        lock (_gate)
        {
            foreach (var alert in changed)
            {
                var before = _known.GetValueOrDefault(alert.Id);
                if (!Put(alert)) continue;
                if (alert.State == AlertState.Firing && (before is null || !IsOpen(before.State) || before.Episode != alert.Episode)) began.Add(alert);
            }
        }
        Changed?.Invoke();
        foreach (var alert in began) Began?.Invoke(alert);
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private bool Put(AlertSummary alert)
    {
        if (_known.TryGetValue(alert.Id, out var known) && known.Version >= alert.Version) return false;
        _known[alert.Id] = alert;
        if (_known.Count > Most * 4)
            foreach (var closed in _known.Values.Where(static a => !IsOpen(a.State)).OrderBy(static a => a.UpdatedAt).Take(Most).ToList()) _known.Remove(closed.Id);
        return true;
    }
}
