namespace EventFlow.Dashboard.OnCall;

/// <summary>What is typed into the form of a layer of a rota.</summary>
public sealed class LayerForm
{
    /// <summary>Names in the order of their turns, with commas.</summary>
    public string Members { get; set; } = "";

    /// <summary>How long a turn lasts.</summary>
    public string Every { get; set; } = "1w";

    /// <summary>The day of the first turn.</summary>
    public string StartsOn { get; set; } = "";

    /// <summary>When they hand over.</summary>
    public string HandoverTime { get; set; } = "09:00";

    /// <summary>On which day of the week; empty: that of the first turn.</summary>
    public string HandoverDay { get; set; } = "";

    /// <summary>Times of day it is limited to, with commas.</summary>
    public string Times { get; set; } = "";

    /// <summary>Days of the week it is limited to, with commas.</summary>
    public string Weekdays { get; set; } = "";

    /// <summary>A form that shows a layer.</summary>
    public static LayerForm Of(OnCallLayer layer) => new()
    {
        Members = string.Join(", ", layer.Members ?? []), Every = layer.Every ?? "1w", StartsOn = layer.StartsOn ?? "", HandoverTime = layer.HandoverTime ?? "09:00", HandoverDay = layer.HandoverDay ?? "",
        Times = string.Join(", ", (layer.Times ?? []).Select(static t => $"{t.StartTime}-{t.EndTime}")), Weekdays = string.Join(", ", layer.Weekdays ?? []),
    };

    /// <summary>The layer, as far as it can be read.</summary>
    public OnCallLayer Build() => new()
    {
        Members = RotaForm.Split(Members, ','), Every = Text(Every), StartsOn = Text(StartsOn), HandoverTime = Text(HandoverTime), HandoverDay = Text(HandoverDay),
        Times = RotaForm.Split(Times, ',') is { Length: > 0 } times ? [.. times.Select(RangeOf)] : null, Weekdays = RotaForm.Split(Weekdays, ',') is { Length: > 0 } days ? days : null,
    };

    private static TimeOfDayRange RangeOf(string text)
    {
        var parts = text.Split('-', '–');
        return new(parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "");
    }

    private static string? Text(string text) => text.Trim() is { Length: > 0 } some ? some : null;
}
