using Npgsql;

namespace EventFlow.Silo;

/// <summary>How far the clock of this machine is from the database's, the one that all silos of a cluster see.</summary>
internal static class DatabaseClock
{
    /// <summary>Database minus machine; within the time that the question took, which is given the benefit of the doubt.</summary>
    public static async Task<TimeSpan> SkewAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var (before, start) = (time.GetUtcNow(), time.GetTimestamp());
        var database = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
        var doubt = time.GetElapsedTime(start) / 2;
        var skew = database - (before + doubt);
        return skew.Duration() <= doubt ? TimeSpan.Zero : skew - (doubt * Math.Sign(skew.Ticks));
    }

    /// <summary>What is said of a skew that is too large.</summary>
    public static string Describe(TimeSpan skew, int maxSeconds) =>
        $"The clock of this machine is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "behind" : "ahead of")} the database's; expected at most {maxSeconds} s. "
        + $"Synchronise both with NTP, or raise {EventFlowClusterOptions.SectionName}:MaxClockSkewSeconds.";
}
