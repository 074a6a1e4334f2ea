using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the rate-of-change detector.</summary>
[Detector("Rate of change", "A value that rises or falls faster than a given amount or share within a span.")]
public sealed class RateOfChangeOptions : IDetectorOptions
{
    /// <summary>Change within the span at which a value is anomalous, in the unit of the series, above 0 to 1e300. No default; this or <see cref="ChangePercent"/> is needed.</summary>
    [DetectorParameter("Change", "Change within the span at which a value is anomalous, in the unit of the series.")]
    [Range(double.Epsilon, 1e300)]
    public double? Change { get; set; }

    /// <summary>The same as a share of the value at the beginning of the span, in percent, 0.01 to 100,000. No default.</summary>
    [DetectorParameter("Change, relative", "Change within the span at which a value is anomalous, as a share of the value before.", Unit = "%")]
    [Range(0.01, 100_000.0)]
    public double? ChangePercent { get; set; }

    /// <summary>The span, event time in seconds, 1 to 86,400. Default 300.</summary>
    [DetectorParameter("Span", "Span over which the change is measured.", Unit = "s")]
    [Range(1.0, 86_400.0)]
    public double SpanSeconds { get; set; } = 300;

    /// <summary>Which way it has to change. Default both.</summary>
    [DetectorParameter("Direction", "Which way the value has to change.")]
    public Direction Direction { get; set; }

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions()
    {
        if (Change is null && ChangePercent is null) yield return new("change", "missing", "change, or changePercent, or both");
    }
}
