namespace EventFlow.Embedded.Streams;

/// <summary>The name of a registered stream provider.</summary>
internal sealed record StreamRegistration(string Name);
