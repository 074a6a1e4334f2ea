using System.Globalization;
using EventFlow.Alerting.Routing;

namespace EventFlow.Alerting.OnCall;

/// <summary>
/// A compiled <see cref="OnCallLayer"/>. Turns are counted by the clock on the wall: a turn of a week begins at the same time of day in summer and winter, and is an hour longer or
/// shorter when the clock changes. Thread safe.
/// </summary>
internal sealed class OnCallTurns
{
    private const int LongestTurnHours = 52 * 7 * 24;

    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<string> _members;
    private readonly CalendarTime? _when;
    private readonly long _lengthTicks;
    private readonly DateTime _anchor;
    private readonly long _begins;

    private OnCallTurns(TimeZoneInfo zone, IReadOnlyList<string> members, CalendarTime? when, long lengthTicks, DateTime anchor, long begins) =>
        (_zone, _members, _when, _lengthTicks, _anchor, _begins) = (zone, members, when, lengthTicks, anchor, begins);

    /// <summary>Compiles; null when there are faults, which are added to <paramref name="faults"/>.</summary>
    public static OnCallTurns? Create(OnCallLayer layer, TimeZoneInfo zone, IReadOnlySet<string> known, string field, List<Fault> faults)
    {
        var before = faults.Count;
        CheckMembers(layer.Members ?? [], known, field, faults);
        var hours = ReadLength(layer.Every, field, faults);
        var time = ReadTime(layer.HandoverTime, field, faults);
        var start = ReadDate(layer.StartsOn, field, faults);
        var anchor = start is { } day ? day - TimeSpan.FromDays(DaysBack(layer.HandoverDay, day, hours, field, faults)) : default;
        var when = layer.Times is { Count: > 0 } || layer.Weekdays is { Count: > 0 } ? CalendarTime.Create(new() { Times = layer.Times, Weekdays = layer.Weekdays, Location = zone.Id }, field, faults) : null;
        if (faults.Count > before) return null;
        return new(zone, layer.Members!, when, hours * TimeSpan.TicksPerHour, anchor + time, WallClock.MomentOf(zone, start!.Value + time));
    }

    /// <summary>Whose turn it is at a moment (unix ms); null when the layer does not apply.</summary>
    public string? MemberAt(long at)
    {
        if (at < _begins || _when?.Contains(at) == false) return null;
        return _members[(int)(TurnAt(at) % _members.Count)];
    }

    /// <summary>When that may next be another answer (unix ms); it is asked again then.</summary>
    public long NextChange(long at)
    {
        if (at < _begins) return _begins;
        var turn = BeginningOf(TurnAt(at) + 1);
        if (_when is null) return turn;
        return Math.Min(turn, CalendarTime.NextChange(at, _when.Contains) ?? at + (long)TimeSpan.FromDays(8).TotalMilliseconds);
    }

    // The hour that comes twice belongs to whoever had it first: the local time gives an estimate, the moments decide.
    private long TurnAt(long at)
    {
        var turn = (WallClock.LocalOf(_zone, at) - _anchor).Ticks / _lengthTicks;
        while (BeginningOf(turn + 1) <= at) turn++;
        while (turn > 0 && BeginningOf(turn) > at) turn--;
        return turn;
    }

    private long BeginningOf(long turn) => WallClock.MomentOf(_zone, _anchor.AddTicks(turn * _lengthTicks));

    private static void CheckMembers(IReadOnlyList<string> members, IReadOnlySet<string> known, string field, List<Fault> faults)
    {
        if (members.Count is 0 or > 100) faults.Add(new($"{field}.members", $"{members.Count} names", "1 to 100 names of members"));
        for (var i = 0; i < members.Count; i++)
            if (members[i] is null || !known.Contains(members[i])) faults.Add(new($"{field}.members[{i}]", $"'{members[i]}', who is no member of the rota", known.Count == 0 ? "a member of the rota, which has none" : $"one of {string.Join(", ", known.Order(StringComparer.Ordinal).Take(10))}"));
    }

    private static int ReadLength(string? text, string field, List<Fault> faults)
    {
        if (AlertingDuration.TryParse(text ?? "1w", out var span) && span.Ticks % TimeSpan.TicksPerHour == 0 && span.TotalHours is >= 1 and <= LongestTurnHours) return (int)span.TotalHours;
        faults.Add(new($"{field}.every", $"'{text}'", "whole hours from 1h to 52w, such as 1w, 1d or 12h"));
        return 1;
    }

    private static TimeSpan ReadTime(string? text, string field, List<Fault> faults)
    {
        if (TimeOnly.TryParseExact(text ?? "09:00", "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time.ToTimeSpan();
        faults.Add(new($"{field}.handoverTime", $"'{text}'", "a time of day from 00:00 to 23:59"));
        return default;
    }

    private static DateTime? ReadDate(string? text, string field, List<Fault> faults)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1970 and <= 9000) return date.ToDateTime(TimeOnly.MinValue);
        faults.Add(new($"{field}.startsOn", text is null ? "missing" : $"'{text}'", "the day of the first turn, such as 2026-01-05, from 1970 to 9000"));
        return null;
    }

    private static int DaysBack(string? text, DateTime start, int hours, string field, List<Fault> faults)
    {
        if (text is null) return 0;
        var day = Array.IndexOf(Days, text.Trim().ToLowerInvariant());
        if (day < 0) faults.Add(new($"{field}.handoverDay", $"'{text}'", "a day of the week, such as monday"));
        else if (hours % (7 * 24) != 0) faults.Add(new($"{field}.handoverDay", $"'{text}' beside turns of {AlertingDuration.Write(TimeSpan.FromHours(hours))}", "turns of whole weeks, or no day"));
        return Math.Max(0, ((int)start.DayOfWeek - day + 7) % 7);
    }
}
