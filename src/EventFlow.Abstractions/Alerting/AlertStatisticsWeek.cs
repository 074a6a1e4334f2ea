namespace EventFlow;

/// <summary>Incidents of a service in the week that began on a Monday (unix ms, UTC).</summary>
public sealed record AlertStatisticsWeek(long Monday, string Service, int Incidents);
