namespace EventFlow;

/// <summary>How far a process is with the partitions of the log, by their keys (<c>{stream}-{partition}</c>).</summary>
/// <param name="Process">Tells the process from all others, also from the one it was before a restart.</param>
/// <param name="Applied">Partitions it applies, and those it knows to be empty.</param>
/// <param name="Behind">Those among them that have yet to apply what was there when it began with them.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.CatchUpReport")]
public sealed record CatchUpReport(string Process, IReadOnlyList<string> Applied, IReadOnlyList<string> Behind);
