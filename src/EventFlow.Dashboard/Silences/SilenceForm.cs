using System.Globalization;
using System.Text.RegularExpressions;

namespace EventFlow.Dashboard.Silences;

/// <summary>What is typed into the form of a silence.</summary>
public sealed partial class SilenceForm
{
    private static readonly (string Unit, double Minutes)[] Units = [("m", 1), ("h", 60), ("d", 1440), ("w", 10080)];

    // Months, years and days of a month that a schedule made by API may have: there is no field for them, so they are kept.
    private TimeIntervalSpec? _schedule;
    private long _endsAt;

    /// <summary>The silence that is changed; null for a new one.</summary>
    public string? Id { get; private init; }

    /// <summary>Whether it is a maintenance window.</summary>
    public bool IsMaintenance { get; set; }

    /// <summary>The service that is worked on; null where matchers say what a maintenance window is of.</summary>
    public string? Service { get; set; }

    /// <summary>Matchers, one a line.</summary>
    public string Matchers { get; set; } = "";

    /// <summary>From when, UTC; null is now.</summary>
    public DateTime? Starts { get; set; }

    /// <summary>How long; empty in one that is changed: it ends when it did.</summary>
    public string Duration { get; set; } = "2h";

    /// <summary>Why.</summary>
    public string Comment { get; set; } = "";

    /// <summary>Days it recurs on, with commas.</summary>
    public string Weekdays { get; set; } = "";

    /// <summary>Times it recurs at, with commas.</summary>
    public string Times { get; set; } = "";

    /// <summary>Time zone of these.</summary>
    public string Zone { get; set; } = "";

    /// <summary>A new silence.</summary>
    public static SilenceForm New() => new();

    /// <summary>A new maintenance window of a service.</summary>
    public static SilenceForm NewMaintenance() => new() { IsMaintenance = true, Service = "" };

    /// <summary>A silence of an alert: of all its labels, of which those may be taken out that are too narrow.</summary>
    public static SilenceForm Of(LabelSet labels) => new() { Matchers = string.Join('\n', labels.Pairs.Select(static l => Matcher(l.Key, l.Value))) };

    /// <summary>A silence as it is, to change it, or, when it is over, to make it again. From now on, unless it has yet to begin.</summary>
    public static SilenceForm Of(Silence silence, DateTimeOffset now)
    {
        var isOver = silence.EndsAt <= now.ToUnixTimeMilliseconds();
        var service = silence is { Kind: Silence.Maintenance, Matchers: [var only] } && ServiceMatcher().Match(only) is { Success: true } match ? Unquote(match.Groups[1].Value) : null;
        return new()
        {
            Id = isOver ? null : silence.Id, IsMaintenance = silence.Kind == Silence.Maintenance, Service = service, Matchers = service is null ? string.Join('\n', silence.Matchers) : "", Comment = silence.Comment,
            Starts = silence.StartsAt > now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(silence.StartsAt).UtcDateTime : null, Weekdays = string.Join(", ", silence.Schedule?.Weekdays ?? []),
            Times = string.Join(", ", (silence.Schedule?.Times ?? []).Select(static t => $"{t.StartTime}-{t.EndTime}")), Zone = silence.Schedule?.Location ?? "", _schedule = silence.Schedule,
            Duration = isOver ? "2h" : "", _endsAt = silence.EndsAt,
        };
    }

    /// <summary>The matchers.</summary>
    public IReadOnlyList<string> MatcherList() => Service is { } service ? [Matcher("service", service.Trim())] : Split(Matchers, '\n');

    /// <summary>The request, or what is wrong with it.</summary>
    public Outcome<SilenceRequest> Build(DateTimeOffset now)
    {
        if (Service?.Trim().Length == 0) return Outcome<SilenceRequest>.Invalid([new("service", "empty", "the service that is worked on")]);
        var start = Starts is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : now;
        if (EndOf(start) is not { } end) return Outcome<SilenceRequest>.Invalid([new("duration", $"'{Duration}'", "a span such as 30m, 2h or 1d")]);
        var ranges = Split(Times, ',').Select(static t => t.Split('-', '–')).Select(static t => new TimeOfDayRange(t[0].Trim(), t.Length > 1 ? t[1].Trim() : "")).ToList();
        var days = Split(Weekdays, ',');
        var schedule = (_schedule ?? new()) with { Times = ranges, Weekdays = days, Location = Zone.Trim().Length > 0 ? Zone.Trim() : null };
        if (ranges.Count + days.Count == 0 && schedule is { DaysOfMonth: null or { Count: 0 }, Months: null or { Count: 0 }, Years: null or { Count: 0 } }) schedule = null;
        return Outcome<SilenceRequest>.Done(new(
            Id, IsMaintenance ? Silence.Maintenance : Silence.Plain, MatcherList(), start.ToUnixTimeMilliseconds(), end, schedule, Comment));
    }

    private long? EndOf(DateTimeOffset start)
    {
        var text = Duration.Trim();
        if (text.Length == 0 && Id is not null) return _endsAt;
        var unit = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (unit.Unit is null || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count is <= 0 or > 10_000) return null;
        return start.AddMinutes(count * unit.Minutes).ToUnixTimeMilliseconds();
    }

    private static string Matcher(string name, string value) => $"{(PlainName().IsMatch(name) ? name : Quote(name))}={Quote(value)}";

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private static string Unquote(string text) => Escaped().Replace(text, static e => e.Value[1] == 'n' ? "\n" : e.Value[1..]);

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    [GeneratedRegex("""^service="((?:[^"\\]|\\.)*)"\z""", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceMatcher();

    [GeneratedRegex("""\\.""", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    private static List<string> Split(string text, char separator) => [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
