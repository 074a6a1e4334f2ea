using EventFlow.Chaos.Load;
using EventFlow.Chaos.Model;

namespace EventFlow.Chaos.Incidents;

/// <summary>
/// A service of its own that is well, gets into trouble, and is well again. Event time runs five seconds a tick, so that minutes pass in as long as the requests take; its batches go out
/// one after the other, each until it is acknowledged, as a client does for which order matters.
/// </summary>
internal sealed class Incident(Courier courier, IncidentKind kind, string name)
{
    private const long Step = 5_000;
    private const int SilentSamples = 6;

    // An hour ago: what happens then is judged by its own time, and its end is no silence.
    private readonly long _start = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();
    private int _ticks;
    private int _made;

    /// <summary>The service.</summary>
    public string Service { get; } = $"inc-{name}";

    public IncidentKind Kind => kind;

    /// <summary>The rule that has to find it, and no other.</summary>
    public string RuleId => kind switch
    {
        IncidentKind.ErrorRate => "error-rate-high",
        IncidentKind.Latency => "latency-anomaly",
        IncidentKind.ErrorLogs => "error-log-burst",
        _ => "service-silent",
    };

    /// <summary>From well to trouble; an alert has to fire.</summary>
    public async Task Break()
    {
        if (kind == IncidentKind.Silence)
        {
            for (var i = 0; i < SilentSamples; i++) await Live(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            return;
        }

        for (var i = 0; i < 30; i++) await Tick(isBad: false);
        for (var i = 0; i < 6; i++) await Tick(isBad: true);
    }

    /// <summary>From trouble to well; the alert has to be resolved.</summary>
    public async Task Mend()
    {
        if (kind == IncidentKind.Silence)
        {
            await Live(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

            // What reports of yesterday is not live, and is not expected to go on.
            await Live(_start);
            return;
        }

        for (var i = 0; i < 16; i++) await Tick(isBad: false);
    }

    private Task Live(long time) => Send([Event(EventKind.Metric, time, "heartbeat", 1)]);

    private Task Tick(bool isBad)
    {
        var time = _start + (Step * _ticks);

        // A small wave: a series that never moves is a special case of its own.
        var wave = Math.Sin(_ticks++ * 0.7);
        return Send(kind switch
        {
            IncidentKind.ErrorRate => [Event(EventKind.Metric, time, "error_rate_percent", (isBad ? 35 : 0.5) * (1 + (0.1 * wave)))],
            IncidentKind.Latency => [Event(EventKind.Metric, time, "latency_ms", (isBad ? 900 : 40) * (1 + (0.05 * wave)))],
            _ => [.. Enumerable.Range(0, isBad ? 12 : 1).Select(i => Event(EventKind.Log, time + i, isBad ? "error" : "info", 0))],
        });
    }

    private Task Send(IReadOnlyList<SentEvent> events) => courier.Deliver(new(null, null, events));

    private SentEvent Event(EventKind kind, long time, string name, double value)
    {
        var key = $"{Service}-{_made++}";
        return new(key, key, kind, Service, time, name, value);
    }
}
