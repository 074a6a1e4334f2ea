namespace EventFlow;

/// <summary>Activations of one type of grain.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.GrainTypeStatus")]
public sealed record GrainTypeStatus(string Type, int Activations);
