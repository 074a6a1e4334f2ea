using EventFlow.Alerting.Routing;

namespace EventFlow.Alerting.Escalation;

/// <summary>A compiled <see cref="EscalationPolicy"/>. Thread safe.</summary>
public sealed class EscalationPath
{
    /// <summary>What a route names that follows no policy although its parent does.</summary>
    public const string NoPolicy = "none";

    private const string Spans = "such as 30s, 15m or 2h";

    private EscalationPath(EscalationPolicy policy, long[] afterMs, long repeatAfterMs, long? remindMs) => (Policy, AfterMs, RepeatAfterMs, RemindMs) = (policy, afterMs, repeatAfterMs, remindMs);

    /// <summary>The policy.</summary>
    public EscalationPolicy Policy { get; }

    /// <summary>Number of steps.</summary>
    public int Count => AfterMs.Count;

    /// <summary>How long after the one before each step is due, ms.</summary>
    public IReadOnlyList<long> AfterMs { get; }

    /// <summary>How long after its last step the policy begins again, ms.</summary>
    public long RepeatAfterMs { get; }

    /// <summary>How often those told are reminded, ms; null: not.</summary>
    public long? RemindMs { get; }

    /// <summary>Compiles; null when there are faults, which are added to <paramref name="faults"/>. Null sets are not checked.</summary>
    public static EscalationPath? Create(EscalationPolicy policy, IReadOnlySet<string>? channels, IReadOnlySet<string>? rotas, List<Fault> faults)
    {
        var before = faults.Count;
        var steps = policy.Steps ?? [];
        if (steps.Count is 0 or > 20) faults.Add(new("steps", $"{steps.Count}", "1 to 20 steps"));
        if (policy.Repeat is < 0 or > 20) faults.Add(new("repeat", $"{policy.Repeat}", "0 to 20"));
        var after = steps.Take(20).Select((s, i) => ReadStep(s ?? new(), i, channels, rotas, faults)).ToArray();
        var repeat = Read(policy.RepeatAfter ?? "30m", TimeSpan.FromMinutes(1), "repeatAfter", faults);
        long? remind = policy.Remind is { } text ? Read(text, TimeSpan.FromMinutes(1), "remind", faults) : null;
        return faults.Count > before ? null : new(policy, after, repeat, remind);
    }

    private static long ReadStep(EscalationStep step, int index, IReadOnlySet<string>? channels, IReadOnlySet<string>? rotas, List<Fault> faults)
    {
        var field = $"steps[{index}]";
        var (named, people) = (step.Channels ?? [], step.Rotas ?? []);
        if (named.Count + people.Count == 0) faults.Add(new(field, "without channels and rotas", "at least one of them, so that somebody is told"));
        if (named.Count > 20) faults.Add(new($"{field}.channels", $"{named.Count}", "at most 20"));
        if (people.Count > 20) faults.Add(new($"{field}.rotas", $"{people.Count}", "at most 20"));
        CheckNames(named, channels, $"{field}.channels", "a channel", faults);
        CheckNames(people, rotas, $"{field}.rotas", "a rota", faults);
        return Read(step.After ?? (index == 0 ? "0s" : "15m"), TimeSpan.Zero, $"{field}.after", faults);
    }

    private static void CheckNames(IReadOnlyList<string> names, IReadOnlySet<string>? known, string field, string what, List<Fault> faults)
    {
        for (var i = 0; i < Math.Min(names.Count, 20); i++)
            if (names[i] is null || known?.Contains(names[i]) == false)
                faults.Add(new($"{field}[{i}]", $"'{names[i]}', {what} that does not exist", known is { Count: > 0 } ? $"one of {string.Join(", ", known.Order(StringComparer.Ordinal).Take(10))}" : $"{what} (there is none)"));
    }

    private static long Read(string text, TimeSpan least, string field, List<Fault> faults)
    {
        if (AlertingDuration.TryParse(text, out var span) && span >= least && span <= TimeSpan.FromDays(7)) return (long)span.TotalMilliseconds;
        faults.Add(new(field, $"'{text}'", $"a span from {AlertingDuration.Write(least)} to 7d, {Spans}"));
        return 0;
    }
}
