namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>How much is tried: little at each change, all with EVENTFLOW_FAILURES=long.</summary>
internal static class FailureForm
{
    /// <summary>Whether all is tried, for as long as it takes.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("EVENTFLOW_FAILURES") == "long";

    /// <summary>Why a test of the long form is skipped.</summary>
    public const string OnlyLong = "a part of the long form: EVENTFLOW_FAILURES=long";

    /// <summary>How long the database is away.</summary>
    public static TimeSpan DatabaseAway => TimeSpan.FromSeconds(IsLong ? 30 : 6);
}
