namespace EventFlow;

/// <summary>Who is on call in a span (unix ms), without gaps: where nobody is, a shift says so.</summary>
public sealed record OnCallCalendar(string Rota, string TimeZone, long From, long To, IReadOnlyList<OnCallShift> Shifts);
