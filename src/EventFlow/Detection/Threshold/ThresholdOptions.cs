using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the threshold detector, in the unit of the series.</summary>
[Detector("Threshold", "A value beyond a fixed limit. Duration comes from the rule; a separate recovery level keeps an alert from flapping.")]
public sealed class ThresholdOptions : IDetectorOptions
{
    /// <summary>Which side is anomalous. Default above.</summary>
    [DetectorParameter("Operator", "Which side of the limit is anomalous.")]
    public ThresholdOperator Operator { get; set; }

    /// <summary>The limit for above and below. No default.</summary>
    [DetectorParameter("Value", "The limit, for above and below.")]
    [Range(-1e300, 1e300)]
    public double? Value { get; set; }

    /// <summary>The lower limit for outside. No default.</summary>
    [DetectorParameter("Lower", "The lower limit, for outside.")]
    [Range(-1e300, 1e300)]
    public double? Lower { get; set; }

    /// <summary>The upper limit for outside. No default.</summary>
    [DetectorParameter("Upper", "The upper limit, for outside.")]
    [Range(-1e300, 1e300)]
    public double? Upper { get; set; }

    /// <summary>For above and below: the level at which a firing alert recovers. Default the limit itself.</summary>
    [DetectorParameter("Recovery", "The level at which a firing alert recovers, for above and below; the limit itself when left out.")]
    [Range(-1e300, 1e300)]
    public double? Recovery { get; set; }

    /// <inheritdoc/>
    public IEnumerable<double> Levels
    {
        get
        {
            foreach (var level in Operator == ThresholdOperator.Outside ? new[] { Lower, Upper } : [Value])
                if (level is { } number) yield return number;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => Operator == ThresholdOperator.Outside ? FindOutsideFaults() : FindOneSidedFaults();

    private IEnumerable<Fault> FindOneSidedFaults()
    {
        var side = Operator == ThresholdOperator.Above ? "above" : "below";
        if (Value is not { } value)
        {
            yield return new("value", "missing", $"a finite number, the limit of operator {side}");
            yield break;
        }

        if (Lower is not null) yield return new("lower", Text(Lower), $"none with operator {side}, or operator outside");
        if (Upper is not null) yield return new("upper", Text(Upper), $"none with operator {side}, or operator outside");
        if (Operator == ThresholdOperator.Above && Recovery > value) yield return new("recovery", Text(Recovery), $"at most the value, {Text(value)}, with operator above");
        if (Operator == ThresholdOperator.Below && Recovery < value) yield return new("recovery", Text(Recovery), $"at least the value, {Text(value)}, with operator below");
    }

    private IEnumerable<Fault> FindOutsideFaults()
    {
        if (Value is not null) yield return new("value", Text(Value), "none with operator outside; use lower and upper");
        if (Recovery is not null) yield return new("recovery", Text(Recovery), "none with operator outside");
        if (Lower is null) yield return new("lower", "missing", "a finite number, the lower limit of operator outside");
        if (Upper is null) yield return new("upper", "missing", "a finite number, the upper limit of operator outside");
        if (Lower >= Upper) yield return new("lower", Text(Lower), $"less than upper, {Text(Upper)}");
    }

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "missing";
}
