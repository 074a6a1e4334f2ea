namespace EventFlow;

/// <summary>
/// A channel: <paramref name="Id"/> (letters, digits, dashes, 1 to 64), the kind (<c>log</c>, <c>webhook</c>, …) and the settings of that kind as text values. Secret settings are kept, and shown as <c>***</c>.
/// <paramref name="MinSeverity"/> is the least severity it is told about. <paramref name="Source"/> is <c>settings</c> (read only) or <c>api</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelDefinition")]
public sealed record ChannelDefinition(string Id, string Kind, bool Enabled, Severity MinSeverity, bool SendResolved, LabelSet Settings, string Source);
