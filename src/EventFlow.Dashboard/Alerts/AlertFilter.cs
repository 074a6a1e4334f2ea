using Microsoft.AspNetCore.WebUtilities;

namespace EventFlow.Dashboard.Alerts;

/// <summary>What the list of alerts is filtered by; lives in the address, so that a view can be sent to a colleague.</summary>
public sealed record AlertFilter(IReadOnlyList<AlertState> States, string? Service, Severity? Severity, string? Text, int Offset)
{
    /// <summary>Alerts a page holds.</summary>
    public const int PageSize = 25;

    /// <summary>The states to choose from, in the order shown.</summary>
    public static readonly IReadOnlyList<AlertState> Choices = [AlertState.Firing, AlertState.NoData, AlertState.Flapping, AlertState.Acknowledged, AlertState.Silenced, AlertState.Inhibited, AlertState.Pending, AlertState.Resolved];

    /// <summary>Reads a filter; what cannot be read does not filter.</summary>
    public static AlertFilter Parse(string[]? states, string? service, string? severity, string? text, int? offset) => new(
        [.. (states ?? []).Select(static s => Enum.TryParse<AlertState>(s, ignoreCase: true, out var state) ? state : AlertState.None).Where(static s => s != AlertState.None).Distinct()],
        Blank(service), Enum.TryParse<Severity>(severity, ignoreCase: true, out var known) && known != EventFlow.Severity.None ? known : null, Blank(text), Math.Max(0, offset ?? 0));

    /// <summary>The address of this view.</summary>
    public string ToUrl()
    {
        var query = new List<KeyValuePair<string, string?>>();
        foreach (var state in States) query.Add(new("state", Word(state.ToString())));
        if (Service is not null) query.Add(new("service", Service));
        if (Severity is { } severity) query.Add(new("severity", Word(severity.ToString())));
        if (Text is not null) query.Add(new("text", Text));
        if (Offset > 0) query.Add(new("offset", Offset.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString("/alerts", query);
    }

    /// <summary>With a state added or taken out, from the first page.</summary>
    public AlertFilter Toggle(AlertState state) => this with { States = States.Contains(state) ? [.. States.Where(s => s != state)] : [.. States, state], Offset = 0 };

    /// <summary>The question it stands for.</summary>
    public AlertQuery ToQuery() => new(States.Count == 0 ? null : States, Service, Severity, null, Text, null, null, Offset, PageSize);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
