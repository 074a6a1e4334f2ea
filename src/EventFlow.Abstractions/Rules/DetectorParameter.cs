namespace EventFlow;

/// <summary>
/// One parameter of a detector. <paramref name="Kind"/> is <c>number</c>, <c>integer</c>, <c>duration</c> (seconds), <c>choice</c> or <c>boolean</c>; <paramref name="Default"/> is JSON text, null when the
/// parameter is required; <paramref name="Choices"/> are the values of a choice.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DetectorParameter")]
public sealed record DetectorParameter(
    string Name, string Title, string Summary, string Kind, string? Unit, string? Default, double? Min, double? Max, IReadOnlyList<string> Choices, bool Required);
