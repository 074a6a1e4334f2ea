using EventFlow.Rules;
using EventFlow.Series;

namespace EventFlow.Replay;

/// <summary>Collects what a scratch space finds: everything is counted, the first so many are listed. Not thread safe.</summary>
internal sealed class ScratchFindings(ScratchSettings settings)
{
    private const int MostFaults = 20;

    private readonly List<ReplayAnomaly> _anomalies = [];
    private readonly List<ReplayAlert> _alerts = [];
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private long _anomalyCount;
    private int _alertCount;

    /// <summary>An anomalous value. Whether it counts: what comes from warming up does not.</summary>
    public bool Add(SeriesId series, AnomalyMark mark)
    {
        if (mark.Time < settings.CountsFrom) return false;
        _anomalyCount++;
        if (_anomalies.Count < settings.MaxListed) _anomalies.Add(new(series, mark.RuleId, mark.Time, mark.Value, mark.Expected));
        return true;
    }

    /// <summary>A signal that live would go to its alert. Whether it begins an alert that counts: one that fires already when counting begins is listed only when it begins after it.</summary>
    public bool Add(AlertSignal signal)
    {
        switch (signal.Kind)
        {
            case AlertSignalKind.Firing when !_open.ContainsKey(signal.Fingerprint):
                return Begin(signal);
            case AlertSignalKind.Recovered when _open.Remove(signal.Fingerprint, out var index):
                if (index >= 0) _alerts[index] = _alerts[index] with { End = signal.Time };
                return false;
            default:
                return false;
        }
    }

    /// <summary>A detector failed.</summary>
    public void Add(CompiledRule rule, string subject, Exception error)
    {
        if (_faults.Count < MostFaults) _faults.Add($"Detector {rule.Detector.Name} of rule {rule.Definition.Id} failed on {subject} and was out of service there from then on: {error.Message}");
    }

    public ReplayResult Result(bool withLists)
    {
        var result = new ReplayResult { Anomalies = _anomalyCount, Alerts = _alertCount, IsCut = _anomalyCount > _anomalies.Count || _alertCount > _alerts.Count, Faults = [.. _faults] };
        return withLists ? result with { AlertList = [.. _alerts.OrderBy(static a => a.Start)], AnomalyList = [.. _anomalies.OrderBy(static a => a.Time)] } : result;
    }

    private bool Begin(AlertSignal signal)
    {
        var counts = signal.Time >= settings.CountsFrom;
        var listed = counts && _alerts.Count < settings.MaxListed;
        _open.Add(signal.Fingerprint, listed ? _alerts.Count : -1);
        if (!counts) return false;
        _alertCount++;
        if (listed)
        {
            _alerts.Add(new(
                signal.Fingerprint, signal.RuleId, signal.Labels["alertname"] ?? signal.RuleId, signal.Severity, signal.Labels[SeriesId.ServiceLabel] ?? "", signal.Series, signal.Time, null,
                signal.Summary, signal.Value, signal.Score));
        }

        return true;
    }
}
