namespace EventFlow.Detection;

/// <summary>
/// What a detector answers. No number in it is NaN or infinite; what the detector cannot say is null. <paramref name="Score"/> is comparable across detectors and series: the negative decimal
/// logarithm of how probable so odd a value is when all is well, 0 to <see cref="Certain"/> (3 is one in a thousand). <paramref name="Expected"/>, <paramref name="Lower"/> and
/// <paramref name="Upper"/> have the unit of the series. <paramref name="Reason"/> adds what the numbers do not say, and is null when there is nothing to add.
/// </summary>
public readonly record struct DetectionResult(Verdict Verdict, double Score, double? Expected, double? Lower, double? Upper, string? Reason)
{
    /// <summary>The highest score; also that of a limit a person has set, which needs no probability.</summary>
    public const double Certain = 300;

    /// <summary>What an anomaly scores at most that goes on and was told before: it is still anomalous, and no news.</summary>
    public const double NoNews = 1;

    /// <summary>What of the thing is odd, for a detector that tells several apart, such as the pattern of a message; null for others. Feedback on one is none on another.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether this is an anomaly that was not told before.</summary>
    public bool IsNews => Verdict == Verdict.Anomalous && Score > NoNews;

    /// <summary>Too little is known yet.</summary>
    public static readonly DetectionResult Warming = new(Verdict.Warming, 0, null, null, null, null);

    /// <summary>Builds a result whose numbers are fit to be shown: not a number becomes null, a score is held within its range.</summary>
    public static DetectionResult Of(Verdict verdict, double score, double? expected, double? lower, double? upper, string? reason = null) => new(
        verdict, double.IsNaN(score) ? 0 : Math.Clamp(score, 0, Certain), Finite(expected), Finite(lower), Finite(upper), reason);

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
