namespace EventFlow.Detection;

/// <summary>Tail probabilities, as scores and as limits. Approximations are good to a few percent of the score, far below what a rule can tell apart.</summary>
internal static class Tail
{
    /// <summary>
    /// The t value of <paramref name="freedom"/> degrees that is as improbable as <paramref name="z"/> deviations of a normal distribution: how much farther a small window has to let
    /// a value stray before it may be called odd. Inverse of Wallace's approximation. Infinite when nothing can be that odd.
    /// </summary>
    public static double StudentLimit(double z, int freedom)
    {
        var scaled = z * (8.0 * freedom + 3) / (8.0 * freedom + 1);
        return Math.Sqrt(freedom * (Math.Exp(scaled * scaled / freedom) - 1));
    }

    /// <summary>Negative decimal logarithm of the two-sided tail of Student's distribution beyond <paramref name="t"/>; Wallace's approximation.</summary>
    public static double StudentScore(double t, int freedom)
    {
        t = Math.Abs(t);
        if (!double.IsFinite(t)) return DetectionResult.Certain;
        var logarithm = t > 1e100 ? 2 * Math.Log(t) - Math.Log(freedom) : Math.Log(1 + t * t / freedom);
        return NormalScore(Math.Sqrt(freedom * logarithm) * (8.0 * freedom + 1) / (8.0 * freedom + 3));
    }

    /// <summary>Negative decimal logarithm of the two-sided normal tail beyond <paramref name="z"/>, from 0; never underflows.</summary>
    public static double NormalScore(double z)
    {
        // Q(z) lies between the density times 1/z and 1/(z + 1/z); this rational bound (Boyd, Kouba) is within 1 % of it for every z from 0.
        var mills = 2 / (z + Math.Sqrt(z * z + 8 / Math.PI));
        var logarithm = -z * z / 2 - 0.5 * Math.Log(2 * Math.PI) + Math.Log(mills) + Math.Log(2);
        return Math.Clamp(-logarithm / Math.Log(10), 0, DetectionResult.Certain);
    }

    /// <summary>
    /// Negative decimal logarithm of the probability of <paramref name="count"/> or more events in a span, after <paramref name="seen"/> events in <paramref name="exposure"/> spans:
    /// Poisson events of a rate that is itself only known from what was seen (a gamma posterior with Jeffreys' prior), which makes it a negative binomial tail.
    /// </summary>
    public static double CountScore(double count, double seen, double exposure)
    {
        if (count <= 0) return 0;
        var shape = seen + 0.5;
        var p = 1 / (1 + exposure);
        if (count <= shape * p / (1 - p)) return 0;
        var logarithm = LogGamma(count + shape) - LogGamma(shape) - LogGamma(count + 1) + shape * Math.Log(1 - p) + count * Math.Log(p);
        double sum = 1, term = 1;
        for (var next = count; term > sum * 1e-9 && next < count + 10_000; next++)
        {
            term *= p * (next + shape) / (next + 1);
            sum += term;
        }

        return Math.Clamp(-(logarithm + Math.Log(sum)) / Math.Log(10), 0, DetectionResult.Certain);
    }

    // Stirling's series after shifting the argument above 8, where it is exact to 1e-10.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 8; x++) shift += Math.Log(x);
        var inverse = 1 / x;
        var square = inverse * inverse;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260)) - shift;
    }
}
