namespace EventFlow.Dashboard.Rules;

/// <summary>What a decision was about, short: the page names the metric already.</summary>
public static class SubjectText
{
    /// <summary>Service and labels of a series; anything else as it is.</summary>
    public static string Short(string subject)
    {
        if (!SeriesId.TryParse(subject, out var parts)) return subject;
        return parts.Labels.Count == 0 ? parts.Service : $"{parts.Service} {parts.Labels}";
    }
}
