namespace EventFlow.Ingestion;

/// <summary>Tells a grain that fails by its own code or data from one that cannot be reached, or cannot store anything: to leave that one out would lose what a little patience keeps.</summary>
internal static class FeedingFaults
{
    /// <summary>Whether the grain is not to blame.</summary>
    public static bool IsOfSurroundings(Exception error) => Find(error) is not null;

    /// <summary>Those of a set of failures that count against the grains.</summary>
    public static List<string> ToBlame(Dictionary<string, Exception> failed) => [.. failed.Where(static f => !IsOfSurroundings(f.Value)).Select(static f => f.Key)];

    /// <summary>The first that says that a grain lost what it had taken; null when none does.</summary>
    public static StateLostException? LossIn(Dictionary<string, Exception> failed) => failed.Values.OfType<StateLostException>().FirstOrDefault();

    private static Exception? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            // A conflict is with another activation of the same grain, which a silo that stops may have for a moment; the others are of a silo that stops, or is gone and not yet known to be.
            if (error is StorageUnavailableException or StateLostException or InconsistentStateException or OrleansMessageRejectionException or OperationCanceledException)
            {
                return error;
            }
        }

        return null;
    }
}
