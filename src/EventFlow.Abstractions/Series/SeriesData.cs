namespace EventFlow;

/// <summary>
/// The answer to a range query. <paramref name="Step"/> is the span of a point in milliseconds, 0 for raw samples; <paramref name="Tier"/> says what answered
/// (<c>memory</c>, <c>rollup-1m</c>, <c>rollup-1h</c> or <c>log</c>). Thresholds are those of the rules that watch the series.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesData")]
public sealed record SeriesData(
    SeriesId Series, string? Unit, long Step, string Tier,
    IReadOnlyList<SeriesPoint> Points, IReadOnlyList<SeriesMarker> Markers, IReadOnlyList<SeriesThreshold> Thresholds);
