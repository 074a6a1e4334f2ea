namespace EventFlow.Alerting;

/// <summary>How long a group waits, in ms. See <see cref="AlertingOptions"/> for the meaning and range of each.</summary>
public readonly record struct GroupTiming(long WaitMs, long IntervalMs, long RepeatMs, long ResolveWaitMs);
