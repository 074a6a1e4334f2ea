using EventFlow.Alerting.Routing;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting.Suppression;

/// <summary>Knows the open alerts that take part in inhibition, and has those look again whose inhibitors have changed. Stores nothing: the list of alerts is the truth.</summary>
/// <remarks>Reentrant: the alerts that are visited from here ask for their inhibitors. Safe because the tables change in one turn.</remarks>
[Reentrant]
public sealed partial class InhibitionGrain(IGrainFactory grains, RoutingBook routing, OpenAlertVisitor visitor, ILogger<InhibitionGrain> logger) : Grain, IInhibitionGrain
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, LabelSet> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toVisit = new(StringComparer.Ordinal);

    // For each reading of the list under way, the alerts that have spoken for themselves since it began: that is newer.
    private readonly List<HashSet<string>> _spoken = [];
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await routing.EnsureAsync();
        await LoadAsync();
    }

    /// <inheritdoc/>
    public ValueTask Note(string fingerprint, LabelSet labels, bool isOpen)
    {
        Hear(fingerprint);
        if (isOpen) _open[fingerprint] = labels;
        else
        {
            _open.Remove(fingerprint);
            _told.Remove(fingerprint);
        }
        foreach (var (target, targetLabels) in _open)
            if (target != fingerprint && (routing.Tree.InhibitRules.Any(r => r.Inhibits(labels, targetLabels)) || (_told.TryGetValue(target, out var known) && known.Contains(fingerprint)))) _toVisit.Add(target);
        VisitSoon(TimeSpan.Zero);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> InhibitorsOf(string fingerprint, LabelSet labels)
    {
        Hear(fingerprint);
        // Remembered, so that a source that comes in this moment finds it.
        _open[fingerprint] = labels;
        var found = Inhibitors(fingerprint, labels);
        _told[fingerprint] = found;
        return ValueTask.FromResult(found);
    }

    /// <inheritdoc/>
    public async ValueTask Reload()
    {
        await routing.RefreshAsync();
        await LoadAsync();
    }

    private void Hear(string fingerprint)
    {
        foreach (var spoken in _spoken) spoken.Add(fingerprint);
    }

    private async ValueTask LoadAsync()
    {
        if (routing.Tree.InhibitRules.Count == 0)
        {
            _open.Clear();
            return;
        }
        // What is known holds until all is read: an alert that begins meanwhile asks for its inhibitors.
        var spoken = new HashSet<string>(StringComparer.Ordinal);
        _spoken.Add(spoken);
        IReadOnlyList<AlertSummary> open;
        try
        {
            open = await visitor.OpenAsync();
        }
        finally
        {
            _spoken.Remove(spoken);
        }
        foreach (var old in _open.Keys.Where(f => !spoken.Contains(f)).ToList()) _open.Remove(old);
        foreach (var alert in open)
        {
            if (spoken.Contains(alert.Id) || !routing.Tree.TakesPartInInhibition(alert.Labels)) continue;
            _open[alert.Id] = alert.Labels;
            _told[alert.Id] = alert.Holds.InhibitedBy;
        }
        foreach (var (fingerprint, labels) in _open)
            if (_told.TryGetValue(fingerprint, out var known) && !known.SequenceEqual(Inhibitors(fingerprint, labels))) _toVisit.Add(fingerprint);
        VisitSoon(TimeSpan.Zero);
    }

    private IReadOnlyList<string> Inhibitors(string fingerprint, LabelSet labels)
    {
        var rules = routing.Tree.InhibitRules.Where(r => r.IsTarget(labels)).ToList();
        if (rules.Count == 0) return [];
        return [.. _open.Where(o => o.Key != fingerprint && rules.Exists(r => r.Inhibits(o.Value, labels))).Select(static o => o.Key).Order(StringComparer.Ordinal).Take(10)];
    }

    private void VisitSoon(TimeSpan wait)
    {
        if (_toVisit.Count == 0 || _timer is not null) return;
        _timer = this.RegisterGrainTimer(static (grain, _) => grain.VisitAsync(), this, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    // Outside the call that caused it: an alert waits for Note, and may be one of those visited.
    private async Task VisitAsync()
    {
        _timer?.Dispose();
        _timer = null;
        foreach (var target in _toVisit.ToList())
        {
            _toVisit.Remove(target);
            if (!_open.TryGetValue(target, out var labels)) continue;
            if (_told.TryGetValue(target, out var known) && known.SequenceEqual(Inhibitors(target, labels))) continue;
            try
            {
                await grains.GetGrain<IAlertGrain>(target).Reassess(0, routing.Current.Version);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogVisitFailed(logger, error, target);
                _toVisit.Add(target);
            }
        }
        VisitSoon(RetryAfterFailure);
    }

    [LoggerMessage(5014, LogLevel.Warning, "Alert {Alert} has not heard what inhibits it; it is tried again in 2 s")]
    private static partial void LogVisitFailed(ILogger logger, Exception error, string alert);
}
