namespace EventFlow;

/// <summary>What a detector makes of one sample: when (event time, unix ms), the band it expected, and how rare the sample was (negative decimal logarithm of a probability, from 0).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesExpectation")]
public readonly record struct SeriesExpectation([property: Id(0)] long Time, [property: Id(1)] double Lower, [property: Id(2)] double Upper, [property: Id(3)] double Score);
