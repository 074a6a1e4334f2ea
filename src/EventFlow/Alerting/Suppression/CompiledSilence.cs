using EventFlow.Alerting.Routing;

namespace EventFlow.Alerting.Suppression;

/// <summary>A silence with its matchers and schedule compiled. Thread safe.</summary>
public sealed class CompiledSilence
{
    private readonly IReadOnlyList<Matcher> _matchers;
    private readonly CalendarTime? _schedule;

    private CompiledSilence(Silence silence, IReadOnlyList<Matcher> matchers, CalendarTime? schedule) => (Silence, _matchers, _schedule) = (silence, matchers, schedule);

    /// <summary>The silence.</summary>
    public Silence Silence { get; }

    /// <summary>Compiles; null when there are faults, which are added to <paramref name="faults"/>.</summary>
    public static CompiledSilence? Create(Silence silence, List<Fault> faults)
    {
        var before = faults.Count;
        faults.AddRange(MatcherParser.ParseAll(silence.Matchers, "matchers", out var matchers));
        var schedule = silence.Schedule is { } spec ? CalendarTime.Create(spec, "schedule", faults) : null;
        return faults.Count > before ? null : new(silence, matchers, schedule);
    }

    /// <summary>Whether it is the compiled form of this silence.</summary>
    public bool IsOf(Silence silence) => ReferenceEquals(Silence, silence) || (Silence.Matchers.SequenceEqual(silence.Matchers) && Silence with { Matchers = silence.Matchers } == silence);

    /// <summary>Whether an alert with these labels is meant.</summary>
    public bool Matches(LabelSet labels) => Matcher.AllMatch(_matchers, labels);

    /// <summary>Whether every matcher is content with labels that are not there, so that it would hold everything.</summary>
    public bool MatchesEverything => _matchers.All(static m => m.Matches(LabelSet.Empty));

    /// <summary>Whether it is in force at a time (unix ms).</summary>
    public bool IsActive(long at) => at >= Silence.StartsAt && at < Silence.EndsAt && _schedule?.Contains(at) != false;

    /// <summary>Its state in a word.</summary>
    public string StateAt(long at) => at >= Silence.EndsAt ? "expired" : at < Silence.StartsAt ? "pending" : IsActive(at) ? "active" : "waiting";

    /// <summary>When it next begins or stops to be in force after a time (unix ms); null when never.</summary>
    public long? NextChange(long at)
    {
        if (at >= Silence.EndsAt) return null;
        if (at < Silence.StartsAt) return Silence.StartsAt;
        if (_schedule is null) return Silence.EndsAt;
        return Math.Min(Silence.EndsAt, CalendarTime.NextChange(at, _schedule.Contains) ?? at + (long)TimeSpan.FromDays(8).TotalMilliseconds);
    }
}
