namespace EventFlow;

/// <summary>A receiver: a name for channels. <c>*</c> in <paramref name="Channels"/> stands for every channel. Whichever are named, a channel hears only of its least severity and worse.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReceiverDefinition")]
public sealed record ReceiverDefinition(string Name, IReadOnlyList<string>? Channels);
