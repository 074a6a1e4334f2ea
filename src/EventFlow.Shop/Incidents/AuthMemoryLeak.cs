using EventFlow.Shop.Load;
using EventFlow.Shop.Services;
using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Incidents;

/// <summary>The session cache never forgets: memory climbs, collections eat the CPU, sign-ins fail, the process is killed and starts clean.</summary>
internal sealed class AuthMemoryLeak(TimeSpan start) : Incident(start)
{
    private const double KilledAt = 120;

    private static readonly LogTemplate[] Auth =
    [
        new(Error, "SessionCache.Add:71", "Cannot grow session cache: {heap_mb} MB of 2048 MB in use"),
        new(Error, "SessionController.SignIn:66", "Sign-in of {customer_id} aborted: System.OutOfMemoryException"),
        new(Error, "TokenIssuer.Issue:119", "Token for {customer_id} not issued within {timeout_ms} ms, collector paused the process for {pause_ms} ms"),
        new(Warn, "MemoryWatch.Tick:29", "Full collection took {pause_ms} ms and freed almost nothing, heap at {heap_mb} MB"),
    ];

    public override string Name => "auth-memory-leak";

    public override string Story => "the session cache of auth leaks; memory climbs until the process is killed and starts clean";

    public override TimeSpan Duration => TimeSpan.FromSeconds(KilledAt + 12);

    public override IReadOnlyList<LogTemplate> LogsOf(string service) => service == "auth" ? Auth : [];

    protected override ServiceEffect Effect(string service, double seconds)
    {
        if (service != "auth")
        {
            return ServiceEffect.None;
        }

        var thrashing = Ramp.Plateau(seconds, 40, KilledAt, rise: 25, fall: 3);
        return new ServiceEffect
        {
            // The new process begins with an empty heap, below the usual saw.
            Memory = seconds < KilledAt ? 50 * Math.Min(1, seconds / 50) : -14 * (1 - ((seconds - KilledAt) / 12)),
            Cpu = 64 * thrashing,
            LatencyFactor = 1 + (7 * thrashing),
            ErrorRate = 22 * thrashing,
            BusinessFactor = 1 - (0.35 * thrashing),
            TroubleLogsPerMinute = 45 * thrashing,
        };
    }
}
