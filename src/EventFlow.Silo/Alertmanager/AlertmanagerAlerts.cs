using EventFlow.Alerting.Intake;

namespace EventFlow.Silo;

/// <summary>Checks alerts as they are posted. Those that are right are taken, the others named.</summary>
internal static class AlertmanagerAlerts
{
    /// <summary>The most alerts in one request.</summary>
    public const int MaxAlerts = 10_000;

    private const int MaxName = 1_024;
    private const int MaxValue = 16_384;
    private const int MaxFaults = 20;

    public static (List<IncomingAlert> Alerts, List<string> Faults) Read(IReadOnlyList<PostableAlert?> posted)
    {
        var (alerts, faults) = (new List<IncomingAlert>(posted.Count), new List<string>());
        var before = new IncomingAlert(LabelSet.Empty, LabelSet.Empty, null, null, null);
        for (var i = 0; i < posted.Count; i++)
        {
            var known = faults.Count;
            if (posted[i] is not { } alert) faults.Add($"[{i}] is null; expected an alert.");
            else if (Read(alert, $"[{i}]", faults) is { } read && faults.Count == known)
            {
                // A sender's alerts are alike, and stay in memory as long as they are open.
                before = read with
                {
                    Labels = read.Labels.Sharing(before.Labels),
                    Annotations = read.Annotations.Sharing(before.Annotations),
                    GeneratorUrl = read.GeneratorUrl == before.GeneratorUrl ? before.GeneratorUrl : read.GeneratorUrl,
                };
                alerts.Add(before);
            }
        }
        if (faults.Count > MaxFaults)
        {
            var more = faults.Count - MaxFaults;
            faults.RemoveRange(MaxFaults, more);
            faults.Add($"… and {more} more.");
        }
        return (alerts, faults);
    }

    private static IncomingAlert? Read(PostableAlert alert, string at, List<string> faults)
    {
        var labels = ReadLabels(alert.Labels, $"{at}.labels", faults);
        if (labels is { Count: 0 }) faults.Add($"{at}.labels is empty; expected at least one label, by which the alert is known.");
        var annotations = ReadLabels(alert.Annotations, $"{at}.annotations", faults);
        if (!AlertmanagerJson.TryReadTime(alert.StartsAt, out var startsAt)) faults.Add($"{at}.startsAt is '{Shorten(alert.StartsAt)}'; expected {AlertmanagerJson.ExpectedTime}.");
        if (!AlertmanagerJson.TryReadEnd(alert.EndsAt, out var endsAt)) faults.Add($"{at}.endsAt is '{Shorten(alert.EndsAt)}'; expected {AlertmanagerJson.ExpectedTime}.");
        if (startsAt > endsAt) faults.Add($"{at}.endsAt is before startsAt; expected an end after the start.");
        if (alert.GeneratorURL?.Length > MaxValue) faults.Add($"{at}.generatorURL is {alert.GeneratorURL.Length} characters; expected at most {MaxValue}.");
        // Only addresses that a browser may be sent to; Prometheus always gives one.
        var url = Uri.TryCreate(alert.GeneratorURL, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? alert.GeneratorURL : null;
        return labels is null || annotations is null ? null : new(labels, annotations, startsAt, endsAt, url);
    }

    private static LabelSet? ReadLabels(Dictionary<string, string?>? pairs, string at, List<string> faults)
    {
        if (pairs is null || pairs.Count == 0) return LabelSet.Empty;
        if (pairs.Count > AlertIntake.MaxLabels)
        {
            faults.Add($"{at} is {pairs.Count} labels; expected at most {AlertIntake.MaxLabels}.");
            return null;
        }
        var list = new List<KeyValuePair<string, string>>(pairs.Count);
        foreach (var (name, value) in pairs)
        {
            if (name.Length is 0 or > MaxName) faults.Add($"{at} has a name of {name.Length} characters; expected 1 to {MaxName}.");
            else if (value?.Length > MaxValue) faults.Add($"{at}.{Shorten(name)} is {value.Length} characters; expected at most {MaxValue}.");
            else if (name.Contains('\0') || value?.Contains('\0') == true) faults.Add($"{at}.{Shorten(name)} holds a zero character; expected text.");
            // A label without a value is one that is not there.
            else if (!string.IsNullOrEmpty(value)) list.Add(new(name, value));
        }
        return LabelSet.Create(list);
    }

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "…";
}
