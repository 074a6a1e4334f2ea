namespace EventFlow.Embedded;

/// <summary>The caller does not wait for the outcome: the returned task is complete when the call has been handed over. Faults are only logged.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
