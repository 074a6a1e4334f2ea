namespace EventFlow.Alerting.OnCall;

/// <summary>The clock on the wall of a time zone, and the moments its times stand for.</summary>
internal static class WallClock
{
    /// <summary>The time a moment (unix ms) has there.</summary>
    public static DateTime LocalOf(TimeZoneInfo zone, long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).DateTime;

    /// <summary>The moment (unix ms) of a time there. One that the clock skips is the moment it jumps; of one that comes twice it is the first.</summary>
    public static long MomentOf(TimeZoneInfo zone, DateTime local)
    {
        // Gaps end on whole minutes.
        while (zone.IsInvalidTime(local)) local = new DateTime(local.Ticks - local.Ticks % TimeSpan.TicksPerMinute, DateTimeKind.Unspecified).AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }
}
