namespace EventFlow;

/// <summary>What a detector is, for the API and for the rule editor, which draws its form from this. <paramref name="Scope"/> is <c>series</c> or <c>service</c>.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DetectorDescription")]
public sealed record DetectorDescription(string Name, string Title, string Summary, string Scope, IReadOnlyList<DetectorParameter> Parameters);
