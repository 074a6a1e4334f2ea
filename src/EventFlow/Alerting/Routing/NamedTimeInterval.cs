namespace EventFlow.Alerting.Routing;

/// <summary>A compiled <see cref="TimeIntervalDefinition"/>.</summary>
public sealed record NamedTimeInterval(string Name, IReadOnlyList<CalendarTime> Times)
{
    /// <summary>Whether a moment (unix ms) lies in it.</summary>
    public bool Contains(long at) => Times.Any(t => t.Contains(at));
}
