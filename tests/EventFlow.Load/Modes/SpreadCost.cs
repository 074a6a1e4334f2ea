namespace EventFlow.Load;

/// <summary>
/// Cost of an event over the number of silos: of <c>n</c> silos <c>(n - 1) / n</c> of what is placed without regard to where it came from goes to another, so an event costs <c>local + spread * (n - 1) / n</c>.
/// Nothing in it grows without bound, as long as no part is shared by all silos.
/// </summary>
/// <param name="Local">What one silo alone takes for it.</param>
/// <param name="Spread">What is added when everything goes to another silo.</param>
internal sealed record SpreadCost(double Local, double Spread)
{
    /// <summary>The cost with a number of silos; positive infinity is the limit.</summary>
    public double Of(double silos) => Local + (Spread * (1 - (1 / silos)));

    /// <summary>The line of least squares through measured costs; null with fewer than two numbers of silos.</summary>
    public static SpreadCost? Fit(IReadOnlyList<(int Silos, double Cost)> points)
    {
        if (points.Select(static p => p.Silos).Distinct().Count() < 2)
        {
            return null;
        }

        var remote = points.Select(static p => 1 - (1.0 / p.Silos)).ToList();
        var (meanRemote, meanCost) = (remote.Average(), points.Average(static p => p.Cost));
        var spread = points.Select((p, i) => (remote[i] - meanRemote) * (p.Cost - meanCost)).Sum() / remote.Sum(r => (r - meanRemote) * (r - meanRemote));
        return new SpreadCost(meanCost - (spread * meanRemote), spread);
    }
}
