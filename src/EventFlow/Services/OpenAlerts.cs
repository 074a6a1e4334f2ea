namespace EventFlow.Services;

/// <summary>The open alerts of a service, as far as its health depends on them.</summary>
internal sealed class OpenAlerts
{
    private const string SilenceType = "no-data";
    private const int MostOver = 1_000;

    // No more than health asks for: the list of alerts holds them as a whole.
    private readonly Dictionary<string, OpenAlert> _open = new(StringComparer.Ordinal);

    // Versions of the alerts that ended last: what is told of one late, while others tell of it too, must not open it for ever.
    private readonly Dictionary<string, long> _over = new(StringComparer.Ordinal);
    private readonly Queue<string> _overOrder = new();

    public int Count => _open.Count;

    /// <summary>Takes a change; an older version than the known changes nothing. Returns whether anything changed.</summary>
    public bool Apply(AlertSummary alert)
    {
        if (_open.TryGetValue(alert.Id, out var known) && known.Version >= alert.Version) return false;
        if (!alert.State.IsOpen())
        {
            NoteOver(alert);
            return _open.Remove(alert.Id);
        }

        if (_over.TryGetValue(alert.Id, out var over) && over >= alert.Version) return false;
        _open[alert.Id] = new(alert.Version, alert.Severity, alert.Labels["type"] == SilenceType, alert.Series);
        return true;
    }

    /// <summary>The health that follows from the alerts alone.</summary>
    public ServiceHealth Health
    {
        get
        {
            var worst = Severity.None;
            foreach (var alert in _open.Values)
            {
                if (alert.IsSilence) return ServiceHealth.Silent;
                if (alert.Severity > worst) worst = alert.Severity;
            }

            return worst switch
            {
                Severity.Critical => ServiceHealth.Critical,
                Severity.Warning => ServiceHealth.Degraded,
                _ => ServiceHealth.Healthy,
            };
        }
    }

    /// <summary>Series with an open alert.</summary>
    public IEnumerable<SeriesId> Series => _open.Values.Where(static a => a.Series is not null).Select(static a => a.Series!.Value);

    private void NoteOver(AlertSummary alert)
    {
        if (_over.TryAdd(alert.Id, alert.Version)) _overOrder.Enqueue(alert.Id);
        else _over[alert.Id] = Math.Max(_over[alert.Id], alert.Version);
        if (_overOrder.Count > MostOver) _over.Remove(_overOrder.Dequeue());
    }

    private readonly record struct OpenAlert(long Version, Severity Severity, bool IsSilence, SeriesId? Series);
}
