namespace EventFlow.Cli.Tail;

/// <summary>
/// Decides which changes are news. The list and the live feed overlap, a reconnection repeats both, and an alert that never fired need not be shown to end.
/// </summary>
internal sealed class AlertBoard(TailRequest request)
{
    private readonly Dictionary<string, AlertLine> _open = [];

    /// <summary>Whether to show this state of an alert; remembers it.</summary>
    public bool IsNews(AlertLine alert)
    {
        if ((request.Service is not null && alert.Service != request.Service) || alert.Severity < request.Severity || alert.State == AlertLine.Pending)
        {
            return false;
        }

        var known = _open.GetValueOrDefault(alert.Id);
        if (known is not null && known.Version >= alert.Version)
        {
            return false;
        }

        if (alert.State == AlertLine.Resolved)
        {
            return _open.Remove(alert.Id);
        }

        _open[alert.Id] = alert;
        return known is null || known.State != alert.State || known.SeverityText != alert.SeverityText || known.Summary != alert.Summary;
    }

    /// <summary>Alerts that were open and are not in the list of open ones: they ended while nobody listened.</summary>
    /// <param name="open">Ids of all that are open now.</param>
    public IReadOnlyList<AlertLine> TakeGone(IReadOnlySet<string> open)
    {
        AlertLine[] gone = [.. _open.Values.Where(alert => !open.Contains(alert.Id))];
        foreach (var alert in gone)
        {
            _open.Remove(alert.Id);
        }

        return gone;
    }
}
