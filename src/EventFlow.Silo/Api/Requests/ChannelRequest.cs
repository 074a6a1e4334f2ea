namespace EventFlow.Silo;

/// <summary>A channel as a client sends it; what is left out has its default.</summary>
/// <param name="Id">Letters, digits and dashes, 1 to 64.</param>
/// <param name="Kind">One of the kinds that <c>GET /api/channels/kinds</c> lists.</param>
/// <param name="Enabled">Whether anything is sent. Default true.</param>
/// <param name="MinSeverity">The least severity it is told about: <c>info</c>, <c>warning</c> or <c>critical</c>. Default <c>info</c>.</param>
/// <param name="SendResolved">Whether it is told when alerts resolve. Default true.</param>
/// <param name="Settings">Settings of the kind. A secret given as <c>***</c> keeps its value.</param>
public sealed record ChannelRequest(string? Id, string? Kind, bool? Enabled, string? MinSeverity, bool? SendResolved, LabelSet? Settings)
{
    /// <summary>The channel, or the faults that keep it from being one; <paramref name="id"/> is that of the path, where there is one.</summary>
    internal Outcome<ChannelDefinition> ToChannel(string? id = null)
    {
        List<Fault> faults = [];
        if (id is not null && Id is not null && Id != id) faults.Add(new("id", Id, $"{id}, the id of the path, or none"));
        if (id is null && string.IsNullOrEmpty(Id)) faults.Add(new("id", "missing", "letters, digits and dashes, 1 to 64"));
        if (string.IsNullOrEmpty(Kind)) faults.Add(new("kind", "missing", "one of the kinds that GET /api/channels/kinds lists"));
        var severity = EnumText.Read("minSeverity", MinSeverity, Severity.Info, faults);
        return faults.Count > 0
            ? Outcome<ChannelDefinition>.Invalid(faults)
            : Outcome<ChannelDefinition>.Done(new(id ?? Id!, Kind!, Enabled ?? true, severity, SendResolved ?? true, Settings ?? LabelSet.Empty, "api"));
    }
}
