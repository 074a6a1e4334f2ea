using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Rules;

/// <summary>Says in words what a version of a rule changed.</summary>
public static class RuleChanges
{
    /// <summary>What differs from the version before; <c>created</c> when there is none.</summary>
    public static string Describe(RuleDefinition? before, RuleDefinition after)
    {
        if (before is null) return "created";
        var changes = new List<string>();
        void Note<T>(string what, T old, T now) where T : notnull
        {
            if (!EqualityComparer<T>.Default.Equals(old, now)) changes.Add($"{what} {Word(old)} → {Word(now)}");
        }
        Note("name", before.Name, after.Name);
        if (before.Enabled != after.Enabled) changes.Add(after.Enabled ? "enabled" : "disabled");
        Note("severity", before.Severity, after.Severity);
        Note("type", before.Type, after.Type);
        Note("service", before.Service, after.Service);
        Note("metric", before.Metric, after.Metric);
        Note("labels", before.Labels, after.Labels);
        Note("detector", before.Detector, after.Detector);
        Note("parameters", before.Parameters.Json, after.Parameters.Json);
        Note("for", before.For, after.For);
        Note("recover for", before.RecoverFor, after.RecoverFor);
        Note("alert labels", before.AlertLabels, after.AlertLabels);
        Note("annotations", before.Annotations, after.Annotations);
        if (before.Description != after.Description) changes.Add("description");
        return changes.Count == 0 ? "saved without a change" : string.Join("; ", changes);
    }

    private static string Word(object value) => value switch
    {
        TimeSpan span => Durations.Write(span),
        LabelSet { Count: 0 } => "none",
        Severity severity => severity.ToString().ToLowerInvariant(),
        _ => value.ToString() ?? "",
    };
}
