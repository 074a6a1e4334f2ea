namespace EventFlow.Silo;

/// <summary>
/// Until the silo has started, a failure is told once, in one line on standard error; the framework's own account of it, with its stack trace, stays out of the log.
/// </summary>
internal sealed class StartupLogGate
{
    private static readonly string[] Repeaters = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];
    private volatile bool _started;

    /// <summary>From now on everything is logged.</summary>
    public void Open() => _started = true;

    /// <summary>Whether a category may log now.</summary>
    public bool Allows(string? category) => _started || category is null || !Repeaters.Contains(category);
}
