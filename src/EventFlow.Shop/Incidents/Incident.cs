using EventFlow.Shop.Services;

namespace EventFlow.Shop.Incidents;

/// <summary>Something that goes wrong: where it begins, how it spreads, when it is over.</summary>
/// <param name="start">Time of the first effect, since the start of the simulation.</param>
internal abstract class Incident(TimeSpan start)
{
    public TimeSpan Start { get; } = start;

    public TimeSpan End => Start + Duration;

    /// <summary>For the shop's own log, for example <c>payment-gateway</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What happened, in a sentence.</summary>
    public abstract string Story { get; }

    /// <summary>From the first effect to the last.</summary>
    public abstract TimeSpan Duration { get; }

    public bool IsActive(TimeSpan elapsed) => elapsed >= Start && elapsed < End;

    /// <summary>The effect on a service; none outside the incident.</summary>
    public ServiceEffect EffectOn(string service, TimeSpan elapsed) =>
        IsActive(elapsed) ? Effect(service, (elapsed - Start).TotalSeconds) : ServiceEffect.None;

    /// <summary>What the service says of its trouble; empty for services that say nothing.</summary>
    public abstract IReadOnlyList<LogTemplate> LogsOf(string service);

    /// <summary>The effect so many seconds after the start.</summary>
    protected abstract ServiceEffect Effect(string service, double seconds);
}
