namespace EventFlow.Silo;

/// <summary>How the values of a metric are kept.</summary>
internal enum MetricKind
{
    /// <summary>Values are added up; the exposition calls it a counter.</summary>
    Counter,

    /// <summary>The instrument tells the sum itself.</summary>
    ObservedCounter,

    /// <summary>Values are added up and may fall; a gauge.</summary>
    UpDown,

    /// <summary>The last value counts; a gauge.</summary>
    Gauge,

    /// <summary>Values are counted in buckets.</summary>
    Histogram,
}
