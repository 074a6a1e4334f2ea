using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EventFlow.Load;

/// <summary>All measurements of a run, with the machine they come from.</summary>
internal sealed record LoadReport(string Command, MachineFacts Machine, string StartedAt, IReadOnlyList<ModeReport> Modes)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>As JSON; figures that are not known are null.</summary>
    public string ToJson() => new JsonObject
    {
        ["command"] = Command,
        ["startedAt"] = StartedAt,
        ["machine"] = JsonSerializer.SerializeToNode(Machine, JsonSerializerOptions.Web),
        ["modes"] = new JsonArray([.. Modes.Select(ToJson)]),
    }.ToJsonString(Indented);

    /// <summary>As Markdown: the wanted figures, and below them all others.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{Command}`").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{StartedAt}, {Machine}").AppendLine();
        text.AppendLine("| mode | figure | wanted | measured | |").AppendLine("|---|---|---|---|---|");
        foreach (var (mode, goal) in Modes.SelectMany(static m => m.Goals.Select(g => (m, g))))
        {
            var value = mode[goal.Figure];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {mode.Mode} | {goal.Figure} | {(goal.IsLeast ? "≥" : "≤")} {Shown(goal.Limit)} | {Shown(value)} | {(goal.IsReached(value) ? "reached" : value is null ? "not measured" : "missed")} |");
        }

        foreach (var mode in Modes)
        {
            Append(text, mode);
        }

        return text.ToString();
    }

    /// <summary>A figure with as many digits as mean something.</summary>
    internal static string Shown(double? value) => value switch
    {
        null => "–",
        { } v when Math.Abs(v) >= 100 || v == Math.Floor(v) => v.ToString("#,##0", CultureInfo.InvariantCulture),
        { } v => v.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static void Append(StringBuilder text, ModeReport mode)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {mode.Mode}").AppendLine(mode.What).AppendLine();
        text.AppendLine("| figure | |").AppendLine("|---|---|");
        foreach (var (name, value) in mode.Figures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {Shown(value)} |");
        }

        foreach (var line in mode.Notes.Select(static n => n).Concat(mode.Faults.Select(static f => "FAULT: " + f)))
        {
            text.AppendLine().AppendLine(line);
        }
    }

    private static JsonNode ToJson(ModeReport mode) => new JsonObject
    {
        ["mode"] = mode.Mode,
        ["what"] = mode.What,
        ["figures"] = new JsonObject(mode.Figures.Select(static f => KeyValuePair.Create<string, JsonNode?>(f.Key, f.Value is { } v ? JsonValue.Create(v) : null))),
        ["goals"] = new JsonArray([.. mode.Goals.Select(g => (JsonNode)new JsonObject { ["figure"] = g.Figure, ["wanted"] = g.IsLeast ? "at least" : "at most", ["limit"] = g.Limit, ["reached"] = g.IsReached(mode[g.Figure]) })]),
        ["notes"] = new JsonArray([.. mode.Notes.Select(static n => (JsonNode)n)]),
        ["faults"] = new JsonArray([.. mode.Faults.Select(static f => (JsonNode)f)]),
    };
}
