using EventFlow.Alerting.OnCall;

namespace EventFlow.Alerting.Escalation;

/// <summary>All policies and rotas of a version, compiled; says whom a step tells. Thread safe.</summary>
public sealed class EscalationIndex
{
    /// <summary>Nothing.</summary>
    public static readonly EscalationIndex Empty = new(new(0, [], []));

    private readonly Dictionary<string, EscalationPath> _paths;
    private readonly Dictionary<string, OnCallSchedule> _schedules;

    /// <summary>Compiles. What does not compile was stored by a silo with another idea of right, and is not there.</summary>
    public EscalationIndex(EscalationSet set)
    {
        Set = set;
        _paths = set.Policies.Select(static p => EscalationPath.Create(p, null, null, [])).OfType<EscalationPath>().ToDictionary(static p => p.Policy.Id, StringComparer.Ordinal);
        _schedules = set.Rotas.Select(static r => OnCallSchedule.Create(r, [])).OfType<OnCallSchedule>().ToDictionary(static s => s.Rota.Id, StringComparer.Ordinal);
    }

    /// <summary>What was compiled.</summary>
    public EscalationSet Set { get; }

    /// <summary>Ids of the policies.</summary>
    public IReadOnlySet<string> PolicyIds => _paths.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>Ids of the rotas.</summary>
    public IReadOnlySet<string> RotaIds => _schedules.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>A policy; null when there is none.</summary>
    public EscalationPath? Path(string id) => _paths.GetValueOrDefault(id);

    /// <summary>A rota; null when there is none.</summary>
    public OnCallSchedule? Schedule(string id) => _schedules.GetValueOrDefault(id);

    /// <summary>Whom a step tells at a time (unix ms), and whom it does not and why. Each channel and address once.</summary>
    public IReadOnlyList<EscalationTarget> TargetsOf(EscalationStep step, IReadOnlyList<ChannelDefinition> channels, Severity severity, long at)
    {
        var targets = new List<EscalationTarget>();
        foreach (var channel in step.Channels ?? []) Add(targets, Judge(new(channel, null, null, null, false, ""), channels, severity));
        foreach (var id in step.Rotas ?? [])
        {
            if (Schedule(id) is not { } schedule) Add(targets, new("", null, id, null, false, $"There is no rota {id} any more."));
            else if (schedule.At(at) is not { Member: { } member } shift) Add(targets, new("", null, id, null, false, $"Nobody is on call in {NameOf(schedule.Rota)}."));
            else
                foreach (var reach in schedule.ReachOf(member))
                    Add(targets, Judge(new(reach.Channel, reach.Address, id, member, false, OnCallWords.OnCall(schedule, shift)), channels, severity));
        }
        return targets;
    }

    private static void Add(List<EscalationTarget> targets, EscalationTarget target)
    {
        if (!target.Told || !targets.Exists(t => t.Told && t.Channel == target.Channel && t.Address == target.Address)) targets.Add(target);
    }

    private static EscalationTarget Judge(EscalationTarget target, IReadOnlyList<ChannelDefinition> channels, Severity severity)
    {
        if (channels.FirstOrDefault(c => c.Id == target.Channel) is not { } channel) return target with { Why = "There is no such channel any more." };
        if (!channel.Enabled) return target with { Why = "The channel is switched off." };
        return channel.MinSeverity > severity
            ? target with { Why = $"It hears of {AlertNames.Of(channel.MinSeverity)} and worse; this is {AlertNames.Of(severity)}." }
            : target with { Told = true, Why = target.Why.Length > 0 ? target.Why : "The step names the channel." };
    }

    private static string NameOf(OnCallRota rota) => rota.Name.Length > 0 ? rota.Name : rota.Id;
}
