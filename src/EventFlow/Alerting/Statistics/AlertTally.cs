using System.Text.Json;

namespace EventFlow.Alerting.Statistics;

/// <summary>Counts incidents from the transitions that the stream <c>alerts</c> keeps. An event that stands there twice is counted once. For one caller at a time.</summary>
public sealed class AlertTally
{
    private const long DayMs = 24L * 60 * 60 * 1000;

    private readonly Dictionary<(string Alert, long Episode), Incident> _incidents = [];

    /// <summary>Takes a transition; anything else is ignored.</summary>
    public void Add(DomainEvent transition)
    {
        if (!transition.Type.StartsWith("alert.", StringComparison.Ordinal)) return;
        try
        {
            using var document = JsonDocument.Parse(transition.Data);
            Add(document.RootElement, transition);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Whoever may write events may write this one; it is no transition of ours.
        }
    }

    /// <summary>The figures of incidents that began in a span.</summary>
    public AlertStatistics Compute(long from, long to, IReadOnlyList<AlertStatisticsChannel> channels, bool isWhole)
    {
        var incidents = _incidents.Values.Where(i => i.BeganAt >= from && i.BeganAt < to).ToList();
        var acknowledged = Sorted(incidents.Where(static i => i.AcknowledgedAt is not null).Select(static i => (double)(i.AcknowledgedAt!.Value - i.BeganAt!.Value)));
        var resolved = Sorted(incidents.Where(static i => i.EndedAt is not null).Select(static i => (double)(i.EndedAt!.Value - i.BeganAt!.Value)));
        return new(
            from, to, incidents.Count, acknowledged.Count, resolved.Count, Quantile(acknowledged, 0.5), Quantile(acknowledged, 0.9), Quantile(resolved, 0.5), Quantile(resolved, 0.9),
            [.. incidents.GroupBy(static i => i.Name, StringComparer.Ordinal).Select(RuleOf).OrderByDescending(static r => r.Incidents).ThenBy(static r => r.Name, StringComparer.Ordinal).Take(50)],
            [.. incidents.GroupBy(static i => (Monday: MondayOf(i.BeganAt!.Value), i.Service)).Select(static g => new AlertStatisticsWeek(g.Key.Monday, g.Key.Service, g.Count()))
                .OrderByDescending(static w => w.Monday).ThenByDescending(static w => w.Incidents).ThenBy(static w => w.Service, StringComparer.Ordinal).Take(500)],
            channels, isWhole)
        {
            Escalated = incidents.Count(static i => i.Steps.Count > 1),
        };
    }

    private void Add(JsonElement data, DomainEvent transition)
    {
        var key = (data.GetProperty("alert").GetString() ?? "", data.GetProperty("episode").GetInt64());
        var (from, to, at) = (data.GetProperty("from").GetString(), data.GetProperty("to").GetString(), data.GetProperty("at").GetInt64());
        // What was pending and did not come true bears the number of the incident before, which it is no part of.
        if (key.Item2 == 0 || to == "pending" || (from == "pending" && to is "resolved" or "none")) return;
        if (!_incidents.TryGetValue(key, out var incident)) _incidents[key] = incident = new(transition.Attributes["alertname"] ?? data.GetProperty("rule").GetString() ?? "", transition.Service);
        if (transition.Type == $"alert.{AlertTransition.Escalated}")
        {
            incident.Steps.Add(data.GetProperty("version").GetInt64());
            return;
        }
        if (from is "none" or "pending" or "resolved") incident.BeganAt ??= at;
        if (to == "acknowledged") incident.AcknowledgedAt ??= at;
        if (to == "resolved") incident.EndedAt ??= at;
    }

    private static AlertStatisticsRule RuleOf(IGrouping<string, Incident> rule) => new(
        rule.Key, rule.Count(), rule.Count(static i => i.AcknowledgedAt is null), Quantile(Sorted(rule.Where(static i => i.EndedAt is not null).Select(static i => (double)(i.EndedAt!.Value - i.BeganAt!.Value))), 0.5));

    // The first of January 1970 was a Thursday.
    private static long MondayOf(long at)
    {
        var day = at / DayMs;
        return (day - (day + 3) % 7) * DayMs;
    }

    private static List<double> Sorted(IEnumerable<double> values) => [.. values.Order()];

    private static double? Quantile(List<double> sorted, double q) => sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)(q * sorted.Count))];

    private sealed class Incident(string name, string service)
    {
        public string Name { get; } = name;

        public string Service { get; } = service;

        /// <summary>Versions of the alert at which a step of an escalation was taken: one that is read twice is one.</summary>
        public HashSet<long> Steps { get; } = [];

        public long? BeganAt { get; set; }

        public long? AcknowledgedAt { get; set; }

        public long? EndedAt { get; set; }
    }
}
