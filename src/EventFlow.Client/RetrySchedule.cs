namespace EventFlow.Client;

/// <summary>How long to wait before trying again: doubling from <paramref name="first"/> to <paramref name="longest"/>, spread so that clients do not return in step.</summary>
/// <param name="first">Wait before the second attempt.</param>
/// <param name="longest">No wait is longer, unless the silo asks for it.</param>
/// <param name="random">Source of the spread.</param>
public sealed class RetrySchedule(TimeSpan first, TimeSpan longest, Random random)
{
    // A silo that asks for hours is misconfigured; a client that obeys looks dead.
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromMinutes(5);

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempt">Attempts made so far, 1 or more.</param>
    /// <param name="retryAfter">What the silo asked for, or null. It is waited in full, and up to a tenth longer.</param>
    public TimeSpan Next(int attempt, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        if (retryAfter is { } asked)
        {
            return (asked < LongestAskedFor ? asked : LongestAskedFor) * (1 + (0.1 * random.NextDouble()));
        }

        var doubled = first * Math.Pow(2, Math.Min(attempt - 1, 30));
        return (doubled < longest ? doubled : longest) * (0.5 + (0.5 * random.NextDouble()));
    }
}
