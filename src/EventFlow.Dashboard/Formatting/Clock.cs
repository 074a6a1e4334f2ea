using System.Globalization;

namespace EventFlow.Dashboard.Formatting;

/// <summary>Writes times in the browser's zone; one per circuit.</summary>
public sealed class Clock(TimeProvider time)
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>The browser's zone; UTC until it is known.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The IANA name of <see cref="Zone"/>, for the browser.</summary>
    public string ZoneName { get; private set; } = "UTC";

    /// <summary>Now, unix ms.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes the browser's zone. Returns whether it is another than before; a name nobody knows changes nothing.</summary>
    public bool Use(string? zone)
    {
        if (string.IsNullOrEmpty(zone) || zone == ZoneName || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)) return false;
        Zone = found;
        ZoneName = zone;
        return true;
    }

    /// <summary>Time of day with seconds.</summary>
    public string Time(long at) => Local(at).ToString("HH:mm:ss", English);

    /// <summary>Time of day today, else with the date, and with the year when it is another.</summary>
    public string Moment(long at)
    {
        var local = Local(at);
        var today = Local(Now);
        if (local.Date == today.Date) return local.ToString("HH:mm:ss", English);
        return local.ToString(local.Year == today.Year ? "d MMM HH:mm:ss" : "d MMM yyyy HH:mm", English);
    }

    /// <summary>Day and time of day without seconds, for what people plan: <c>Mon 5 Jan 09:00</c>.</summary>
    public string Minute(long at) => Local(at).ToString("ddd d MMM HH:mm", English);

    /// <summary>The day.</summary>
    public string Day(long at) => Local(at).ToString("d MMM", English);

    /// <summary>The Monday of the week of a time, or of so many weeks later, at midnight; all unix ms.</summary>
    public long Monday(long at, int weeksLater)
    {
        var day = Local(at).Date;
        var monday = day.AddDays(weeksLater * 7 - ((int)day.DayOfWeek + 6) % 7);
        if (Zone.IsInvalidTime(monday)) monday = monday.AddHours(1);
        return new DateTimeOffset(monday, Zone.GetUtcOffset(monday)).ToUnixTimeMilliseconds();
    }

    /// <summary>In UTC, as ISO 8601: what a tooltip shows.</summary>
    public static string Utc(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", English);

    /// <summary>ISO 8601 for <c>datetime</c> attributes.</summary>
    public static string Iso(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-ddTHH:mm:ssZ", English);

    /// <summary>For an input of type datetime-local.</summary>
    public string ForInput(long at) => Local(at).ToString("yyyy-MM-ddTHH:mm", English);

    /// <summary>Reads what such an input gives; null when it is no time.</summary>
    public long? FromInput(string? text)
    {
        if (!DateTime.TryParse(text, English, DateTimeStyles.None, out var local)) return null;
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }

    private DateTimeOffset Local(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), Zone);
}
