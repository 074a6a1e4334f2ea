namespace EventFlow;

/// <summary>
/// The answer to a range query. <paramref name="Step"/> is the span of a point in milliseconds, 0 for raw samples; <paramref name="Tier"/> says what answered
/// (<c>memory</c>, <c>rollup-1m</c>, <c>rollup-1h</c> or <c>log</c>). Thresholds are those of the rules that watch the series. Expectations come with raw
/// samples when a rule with a band watches: what its detector, begun anew on the samples kept, expects of each.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesData")]
public sealed record SeriesData(
    SeriesId Series, string? Unit, long Step, string Tier,
    IReadOnlyList<SeriesPoint> Points, IReadOnlyList<SeriesMarker> Markers, IReadOnlyList<SeriesThreshold> Thresholds, IReadOnlyList<SeriesExpectation>? Expectations = null);
