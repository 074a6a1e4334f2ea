namespace EventFlow;

/// <summary>What a rule would have done: the spans in which it would have fired, over what was stored. Times are event time, unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RulePreview")]
public sealed record RulePreview(long From, long To, int SeriesMatched, long SamplesRead, IReadOnlyList<RulePreviewAlert> Alerts, IReadOnlyList<SeriesData> Charts);
