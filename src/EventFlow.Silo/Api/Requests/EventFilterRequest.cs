namespace EventFlow.Silo;

/// <summary>Which events a replay takes; all that is given must hold.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Kind"><c>metric</c>, <c>log</c> or <c>domain</c>.</param>
/// <param name="Level">Least severity; takes log records only.</param>
/// <param name="Metric">Name of the metric; takes samples only.</param>
/// <param name="Labels">Labels or attributes with their values.</param>
/// <param name="Text">Text that message, type, data, metric, trace or id must contain.</param>
public sealed record EventFilterRequest(string? Service, string? Kind, string? Level, string? Metric, LabelSet? Labels, string? Text)
{
    internal EventFilter ToFilter(List<Fault> faults) => new()
    {
        Service = Given(Service), Metric = Given(Metric), Text = Given(Text), Labels = Labels ?? LabelSet.Empty,
        Kind = EnumText.Read("filter.kind", Given(Kind), EventKind.None, faults), Level = EnumText.Read("filter.level", Given(Level), LogSeverity.Unspecified, faults),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
