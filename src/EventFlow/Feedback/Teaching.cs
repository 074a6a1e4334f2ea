namespace EventFlow.Feedback;

/// <summary>Makes a lesson of an alert. Pure.</summary>
public static class Teaching
{
    /// <summary>What an alert teaches that was nothing.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="extent">How far its anomaly went, as its series or service knows it; null when that is not known.</param>
    /// <param name="detector">Name of the detector of its rule.</param>
    /// <param name="options">Margin and half-life.</param>
    /// <param name="note">Id, kind, who and what they said.</param>
    /// <param name="now">Processing time, unix ms.</param>
    public static Lesson Of(AlertDetail alert, AnomalyExtent? extent, string detector, FeedbackOptions options, (string Id, string Kind, string Who, string Comment) note, long now)
    {
        var summary = alert.Alert;
        var seen = extent is not null && extent.Since <= summary.StartsAt && extent.Last >= summary.StartsAt ? extent : OfAlert(alert);
        var margin = 1 + options.MarginPercent / 100;
        var days = note.Kind == Lesson.Silence ? options.SilenceHalfLifeDays : options.HalfLifeDays;
        return new(
            note.Id, note.Kind, summary.RuleId, detector, summary.Service, summary.Series?.Value ?? summary.Service, seen.Direction, seen.Signal,
            Math.Min(seen.Score * margin, double.MaxValue), Math.Min(seen.Distance * margin, double.MaxValue),
            Math.Max(seen.Last, summary.EndsAt ?? summary.StartsAt), (long)TimeSpan.FromDays(days).TotalMilliseconds, now, note.Who, note.Comment, summary.Id);
    }

    // What the alert itself says is how it began, or how it was measured last.
    private static AnomalyExtent OfAlert(AlertDetail alert)
    {
        var summary = alert.Alert;
        var (distance, direction) = Anomalies.DistanceOf(summary.Value, alert.Expected, alert.Lower, alert.Upper);
        return new(summary.StartsAt, summary.StartsAt, alert.Score ?? 0, distance, direction, summary.Value, null);
    }
}
