namespace EventFlow;

/// <summary>Where a consumer begins: at the first event kept, behind the last, or at the first of an event time (unix ms).</summary>
public sealed record ConsumerStart(ConsumerFrom From, long? Time);
