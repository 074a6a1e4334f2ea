using System.Globalization;

namespace EventFlow.Alerting.OnCall;

/// <summary>The words for who is on call.</summary>
internal static class OnCallWords
{
    /// <summary>For example <c>On call in Primary until Mon 5 Jan 09:00 (Europe/Berlin).</c></summary>
    public static string OnCall(OnCallSchedule schedule, OnCallShift shift) =>
        $"On call in {(schedule.Rota.Name.Length > 0 ? schedule.Rota.Name : schedule.Rota.Id)}{Until(schedule, shift)}{(shift.Override is { } exception ? $", in place of somebody else: {exception.Reason}" : "")}.";

    private static string Until(OnCallSchedule schedule, OnCallShift shift) => shift.Until is { } until
        ? string.Create(CultureInfo.InvariantCulture, $" until {WallClock.LocalOf(schedule.Zone, until):ddd d MMM HH:mm} ({schedule.Zone.Id})")
        : "";
}
