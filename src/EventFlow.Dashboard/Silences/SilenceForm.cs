namespace EventFlow.Dashboard.Silences;

/// <summary>What is typed into the form of a silence.</summary>
public sealed class SilenceForm
{
    private static readonly (string Unit, double Minutes)[] Units = [("m", 1), ("h", 60), ("d", 1440), ("w", 10080)];

    /// <summary>Whether it is a maintenance window of a service.</summary>
    public bool IsMaintenance { get; set; }

    /// <summary>The service that is worked on.</summary>
    public string Service { get; set; } = "";

    /// <summary>Matchers, one a line.</summary>
    public string Matchers { get; set; } = "";

    /// <summary>From when, UTC; null is now.</summary>
    public DateTime? Starts { get; set; }

    /// <summary>How long.</summary>
    public string Duration { get; set; } = "2h";

    /// <summary>Why.</summary>
    public string Comment { get; set; } = "";

    /// <summary>Days it recurs on, with commas.</summary>
    public string Weekdays { get; set; } = "";

    /// <summary>Times it recurs at, with commas.</summary>
    public string Times { get; set; } = "";

    /// <summary>Time zone of these.</summary>
    public string Zone { get; set; } = "";

    /// <summary>The matchers.</summary>
    public IReadOnlyList<string> MatcherList() => IsMaintenance
        ? [$"service=\"{Service.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""]
        : Split(Matchers, '\n');

    /// <summary>The request, or what is wrong with it.</summary>
    public Outcome<SilenceRequest> Build(DateTimeOffset now)
    {
        if (IsMaintenance && Service.Trim().Length == 0) return Outcome<SilenceRequest>.Invalid([new("service", "empty", "the service that is worked on")]);
        var unit = Units.FirstOrDefault(u => Duration.Trim().EndsWith(u.Unit, StringComparison.Ordinal));
        if (unit.Unit is null || !double.TryParse(Duration.Trim()[..^1], System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var count) || count <= 0 || count > 10_000)
            return Outcome<SilenceRequest>.Invalid([new("duration", $"'{Duration}'", "a span such as 30m, 2h or 1d")]);
        var start = Starts is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : now;
        var ranges = Split(Times, ',').Select(static t => t.Split('-', '–')).Select(static t => new TimeOfDayRange(t[0].Trim(), t.Length > 1 ? t[1].Trim() : "")).ToList();
        var days = Split(Weekdays, ',');
        var schedule = ranges.Count + days.Count == 0 ? null : new TimeIntervalSpec { Times = ranges, Weekdays = days, Location = Zone.Trim().Length > 0 ? Zone.Trim() : null };
        return Outcome<SilenceRequest>.Done(new(
            null, IsMaintenance ? Silence.Maintenance : Silence.Plain, MatcherList(), start.ToUnixTimeMilliseconds(), start.AddMinutes(count * unit.Minutes).ToUnixTimeMilliseconds(), schedule, Comment));
    }

    private static List<string> Split(string text, char separator) => [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
