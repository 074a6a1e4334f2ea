using System.Globalization;

namespace EventFlow.Alerting.Routing;

/// <summary>A compiled <see cref="TimeIntervalSpec"/>: says whether a moment lies in it. Thread safe.</summary>
public sealed class CalendarTime
{
    private const long MinuteMs = 60_000;
    private const int LookAheadMinutes = 8 * 24 * 60;

    private static readonly string[] WeekdayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    private static readonly string[] MonthNames =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private readonly List<(int From, int To)> _times = [];
    private readonly List<(int From, int To)> _weekdays = [];
    private readonly List<(int From, int To)> _days = [];
    private readonly List<(int From, int To)> _months = [];
    private readonly List<(int From, int To)> _years = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    private CalendarTime()
    {
    }

    /// <summary>Compiles; what is wrong is added to <paramref name="faults"/>, named by its place below <paramref name="field"/>.</summary>
    public static CalendarTime Create(TimeIntervalSpec spec, string field, List<Fault> faults)
    {
        var time = new CalendarTime();
        for (var i = 0; i < (spec.Times?.Count ?? 0); i++) time.AddTime(spec.Times![i], $"{field}.times[{i}]", faults);
        Add(time._weekdays, spec.Weekdays, $"{field}.weekdays", faults, static t => Array.IndexOf(WeekdayNames, t) is >= 0 and var i ? i : null, "days such as monday:friday or sunday");
        Add(time._days, spec.DaysOfMonth, $"{field}.daysOfMonth", faults, static t => Number(t) is { } n && n is >= 1 and <= 31 or >= -31 and <= -1 ? Number(t) : null, "days from 1 to 31, or -31 to -1 counted from the end, such as 1:5 or -1, in the order of the month", InLongestMonth);
        Add(time._months, spec.Months, $"{field}.months", faults,
            static t => Array.IndexOf(MonthNames, t) is >= 0 and var i ? i + 1 : Number(t) is >= 1 and <= 12 ? Number(t) : null, "months such as 1:3 or december");
        Add(time._years, spec.Years, $"{field}.years", faults, static t => Number(t) is >= 1970 and <= 9999 ? Number(t) : null, "years such as 2026:2028");
        if (spec.Location is { Length: > 0 } location)
        {
            // As Alertmanager: the zone of the machine.
            if (location == "Local") time._zone = TimeZoneInfo.Local;
            else if (TimeZoneInfo.TryFindSystemTimeZoneById(location, out var zone)) time._zone = zone;
            else faults.Add(new($"{field}.location", $"'{location}'", "a time zone such as Europe/Berlin or UTC"));
        }
        return time;
    }

    /// <summary>Whether a moment (unix ms) lies in it.</summary>
    public bool Contains(long at)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), _zone);
        var minute = local.Hour * 60 + local.Minute;
        return Any(_times, minute, endIncluded: false) && Any(_weekdays, (int)local.DayOfWeek) && IsDay(local) && Any(_months, local.Month) && Any(_years, local.Year);
    }

    /// <summary>
    /// The first minute after a moment (both unix ms) at which a condition on whole minutes is another than at that moment; null when it does not change within 8 days. Then ask again later.
    /// </summary>
    public static long? NextChange(long after, Func<long, bool> holds)
    {
        var now = holds(after);
        var minute = after - (after % MinuteMs + MinuteMs) % MinuteMs;
        for (var i = 1; i <= LookAheadMinutes; i++)
        {
            var next = minute + i * MinuteMs;
            if (holds(next) != now) return next;
        }
        return null;
    }

    private void AddTime(TimeOfDayRange range, string field, List<Fault> faults)
    {
        var (from, to) = (Minute(range?.StartTime), Minute(range?.EndTime));
        if (from is null || to is null) faults.Add(new(field, $"'{range?.StartTime}' to '{range?.EndTime}'", "times of day from 00:00 to 24:00, such as 09:00 to 17:30"));
        else if (from >= to) faults.Add(new(field, $"'{range!.StartTime}' to '{range.EndTime}'", "an end after the start; write a night as two ranges, 22:00 to 24:00 and 00:00 to 06:00"));
        else _times.Add((from.Value, to.Value));
    }

    private static void Add(List<(int, int)> ranges, IReadOnlyList<string>? texts, string field, List<Fault> faults, Func<string, int?> read, string expected, Func<int, int>? place = null)
    {
        for (var i = 0; i < (texts?.Count ?? 0); i++)
        {
            var text = (texts![i] ?? "").Trim().ToLowerInvariant();
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var (from, to) = (read(colon < 0 ? text : text[..colon].Trim()), read(colon < 0 ? text : text[(colon + 1)..].Trim()));
            if (from is null || to is null || (place is null ? from > to : place(from.Value) > place(to.Value))) faults.Add(new($"{field}[{i}]", $"'{texts[i]}'", expected));
            else ranges.Add((from.Value, to.Value));
        }
    }

    // A range that holds no day of a month of 31 days holds none of any month.
    private static int InLongestMonth(int day) => day < 0 ? 32 + day : day;

    private bool IsDay(DateTimeOffset local)
    {
        if (_days.Count == 0) return true;
        var last = DateTime.DaysInMonth(local.Year, local.Month);
        foreach (var (from, to) in _days)
        {
            var (first, end) = (from < 0 ? last + 1 + from : from, to < 0 ? last + 1 + to : to);
            if (local.Day >= first && local.Day <= end) return true;
        }
        return false;
    }

    private static bool Any(List<(int From, int To)> ranges, int value, bool endIncluded = true)
    {
        if (ranges.Count == 0) return true;
        foreach (var (from, to) in ranges)
            if (value >= from && (endIncluded ? value <= to : value < to)) return true;
        return false;
    }

    private static int? Minute(string? text)
    {
        if (text is not { Length: 5 } || text[2] != ':' || Number(text[..2]) is not { } hour || Number(text[3..]) is not { } minute) return null;
        return hour is >= 0 and <= 24 && minute is >= 0 and < 60 && (hour < 24 || minute == 0) ? hour * 60 + minute : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
