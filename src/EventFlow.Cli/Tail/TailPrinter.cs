using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Tail;

/// <summary>Writes what is followed: coloured text for people, or a JSON object a line.</summary>
internal sealed class TailPrinter(CommandContext context, bool json)
{
    /// <summary>One state of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="source">As it came from the silo.</param>
    public void Alert(AlertLine alert, JsonElement source)
    {
        if (json)
        {
            Raw("alert", "alert", source);
            return;
        }

        var acknowledged = alert.AcknowledgedBy is null ? "" : $" [grey](acknowledged by {Escape(alert.AcknowledgedBy)}{Comment(alert)})[/]";
        var recorded = alert.IsOfRecording ? $" [grey](event time {Clock(alert.EventTime)})[/]" : "";
        context.Out.MarkupLine(
            $"[grey]{Clock(alert.UpdatedAt)}[/]  [{StateColour(alert)}]{Escape(alert.State.ToUpperInvariant()),-12}[/]  {Escape(alert.SeverityText),-8}  "
            + $"[bold]{Escape(alert.Service),-14}[/]  {Escape(alert.Name)}  {Escape(alert.Summary)}{recorded}{acknowledged}");
    }

    /// <summary>An alert that ended unseen; in JSON its last known state with the state <c>resolved</c> is all there is to say.</summary>
    public void Gone(AlertLine alert)
    {
        var gone = alert with { State = AlertLine.Resolved, Summary = "no longer open; it ended while the connection was away" };
        Alert(gone, JsonSerializer.SerializeToElement(new { id = gone.Id, state = gone.State, service = gone.Service, name = gone.Name, severity = gone.SeverityText }));
    }

    /// <summary>One sample.</summary>
    public void Metric(JsonElement sample)
    {
        if (json)
        {
            Raw("metric", "sample", sample);
            return;
        }

        var value = sample.GetProperty("lastValue").GetDouble().ToString("0.###", CultureInfo.InvariantCulture);
        var unit = sample.TryGetProperty("unit", out var text) ? text.GetString() : null;
        context.Out.MarkupLine(
            $"[grey]{Clock(sample.GetProperty("lastTime").GetInt64())}  metric                  {Escape(sample.GetProperty("service").GetString() ?? ""),-14}  "
            + $"{Escape(sample.GetProperty("metric").GetString() ?? "")} = {value} {Escape(unit ?? "")}[/]");
    }

    private static string Comment(AlertLine alert) => string.IsNullOrEmpty(alert.Comment) ? "" : ": " + Escape(alert.Comment);

    private static string Escape(string text) => Markup.Escape(text);

    private static string StateColour(AlertLine alert) => alert.State switch
    {
        "firing" when alert.Severity == AlertSeverity.Critical => "bold red",
        "firing" => "bold yellow",
        "acknowledged" => "blue",
        "noData" => "magenta",
        AlertLine.Resolved => "green",
        _ => "default",
    };

    private void Raw(string type, string member, JsonElement value) =>
        context.Out.Profile.Out.Writer.WriteLine($$"""{"type":"{{type}}","{{member}}":{{JsonSerializer.Serialize(value)}}}""");

    // Times of recordings lie years back: then the date belongs to it.
    private string Clock(long unixMs)
    {
        var at = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), context.Time.LocalTimeZone);
        var today = at.Date == context.Time.GetLocalNow().Date;
        return at.ToString(today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
