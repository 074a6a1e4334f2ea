namespace EventFlow;

/// <summary>
/// How a channel would word a message. <paramref name="Fault"/> says why a template failed, so that the built-in text stands here; null when none did. <paramref name="Alert"/> is the id of the
/// alert it was worded for; null when there is none yet and an example stood in.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.MessagePreview")]
public sealed record MessagePreview(string Title, string Text, string? Fault, string? Alert);
