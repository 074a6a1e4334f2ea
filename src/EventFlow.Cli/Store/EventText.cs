using System.Globalization;
using System.Text.Json;

namespace EventFlow.Cli.Store;

/// <summary>Stored events as lines for people.</summary>
internal static class EventText
{
    /// <summary>Time, service, and what it says.</summary>
    public static string Of(JsonElement stored, TimeZoneInfo zone)
    {
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(stored.GetProperty("timestamp").GetInt64()), zone);
        var place = stored.TryGetProperty("$at", out var at) ? $"{at.GetProperty("partition")}:{at.GetProperty("offset")}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss.fff}  {place,-10}  {stored.GetProperty("service").GetString(),-16}  {What(stored)}{Pairs(stored, "attributes")}");
    }

    /// <summary>Whether a line is a note of the silo's and no event.</summary>
    public static bool IsNote(JsonElement line) => line.TryGetProperty("$end", out _) || line.TryGetProperty("$lost", out _);

    private static string What(JsonElement stored) => stored.GetProperty("kind").GetString() switch
    {
        "metric" => $"{stored.GetProperty("metric").GetString()} = {stored.GetProperty("value")}{(stored.TryGetProperty("unit", out var unit) ? " " + unit.GetString() : "")}{Pairs(stored, "labels")}",
        "log" => $"{(stored.TryGetProperty("level", out var level) ? level.GetString() : "-"),-5}  {stored.GetProperty("message").GetString()?.ReplaceLineEndings(" ⏎ ")}",
        _ => $"{stored.GetProperty("type").GetString()}  {stored.GetProperty("data").GetRawText()}",
    };

    private static string Pairs(JsonElement stored, string name) => stored.TryGetProperty(name, out var pairs)
        ? "  {" + string.Join(", ", pairs.EnumerateObject().Select(static p => $"{p.Name}={p.Value.GetString()}")) + "}"
        : "";
}
