namespace EventFlow.Silo;

/// <summary>
/// Until the silo has started, a failure is told once, in one line on standard error; the framework's own account of it, with its stack trace, stays out of the log.
/// </summary>
internal sealed class StartupLogGate
{
    /// <summary>Who else tells of a failure to start.</summary>
    public static readonly IReadOnlyList<string> Categories = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private volatile bool _open;

    /// <summary>Whether they may log.</summary>
    public bool IsOpen => _open;

    /// <summary>The silo has started.</summary>
    public void Open() => _open = true;
}
