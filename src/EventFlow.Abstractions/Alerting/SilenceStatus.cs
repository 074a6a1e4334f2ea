namespace EventFlow;

/// <summary>
/// A silence and how it is: <c>pending</c> (has not begun), <c>active</c>, <c>waiting</c> (has begun; its schedule is between two times) or <c>expired</c>; <paramref name="Holds"/> is the number of open alerts it
/// keeps from being told now; <paramref name="NextChange"/> when that next changes (unix ms), null when never.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SilenceStatus")]
public sealed record SilenceStatus(Silence Silence, string State, int Holds, long? NextChange);
