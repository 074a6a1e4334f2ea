using EventFlow.Alerting.Escalation;
using EventFlow.Alerting.OnCall;

namespace EventFlow.Dashboard.Preview;

/// <summary>Rotas and escalation policies kept in memory; who is on call is what the engine says.</summary>
public sealed class PreviewOnCall : IOnCallService, IEscalationService
{
    private const long Day = 24L * 3_600_000;

    private readonly PreviewWorld _world;
    private readonly PreviewAlerts _alerts;
    private readonly SortedDictionary<string, OnCallRota> _rotas = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EscalationPolicy> _policies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<EscalationVersion>> _rotaVersions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<EscalationVersion>> _policyVersions = new(StringComparer.Ordinal);

    public PreviewOnCall(PreviewWorld world, PreviewAlerts alerts)
    {
        (_world, _alerts) = (world, alerts);
        if (world.IsEmpty) return;
        var start = DateTimeOffset.FromUnixTimeMilliseconds(world.Now - 30 * Day);
        var monday = start.AddDays(-((int)start.DayOfWeek + 6) % 7).ToString("yyyy-MM-dd");
        _rotas["primary"] = new()
        {
            Id = "primary", Name = "Primary", TimeZone = "Europe/Berlin", UpdatedBy = "admin", UpdatedAt = world.Now - 9 * Day,
            Members = [new("Ada", [new("mail", "ada@example.com"), new("pager")]), new("Bob", [new("mail", "bob@example.com")]), new("Cyd", [new("telegram", "@cyd")])],
            Layers = [new() { Members = ["Ada", "Bob", "Cyd"], Every = "1w", StartsOn = monday, HandoverTime = "09:00" }],
            Overrides = [new("o-1", "Cyd", world.Now + 2 * Day, world.Now + 3 * Day, "Bob moves house", "bob", world.Now - Day)],
        };
        _rotas["database"] = new()
        {
            Id = "database", Name = "Database, working hours", TimeZone = "Europe/Berlin", UpdatedBy = "ada", UpdatedAt = world.Now - 90 * Day, Members = [new("Dee", [new("mail", "dee@example.com")]), new("Eli", [new("mail", "eli@example.com")])],
            Layers = [new() { Members = ["Dee", "Eli"], Every = "1d", StartsOn = monday, HandoverTime = "09:00", Times = [new("09:00", "18:00")], Weekdays = ["monday:friday"] }],
        };
        _policies["night"] = new()
        {
            Id = "night", Name = "Night", Repeat = 2, RepeatAfter = "30m", Remind = "10m", UpdatedBy = "admin", UpdatedAt = world.Now - 9 * Day,
            Steps = [new() { Channels = ["ops-webhook"] }, new() { After = "10m", Rotas = ["primary"] }, new() { After = "20m", Channels = ["pager"], Rotas = ["primary", "database"] }],
        };
        foreach (var (rota, people) in ((OnCallRota, int)[])[(_rotas["primary"], 2), (_rotas["primary"], 3)])
            EscalationHistory.Add(_rotaVersions, null, EscalationHistory.Of(rota with { Members = [.. rota.Members!.Take(people)], Layers = [rota.Layers![0] with { Members = [.. rota.Layers[0].Members!.Take(people)] }], UpdatedAt = world.Now - (12 - people) * Day, Comment = people == 3 ? "Cyd joins the team" : "" }));
        foreach (var (steps, who, comment) in ((int, string, string)[])[(1, "ada", ""), (3, "bob", "The database has people of its own"), (3, "admin", "Back to version 2.")])
            EscalationHistory.Add(_policyVersions, null, EscalationHistory.Of(_policies["night"] with { Steps = [.. _policies["night"].Steps!.Take(steps)], UpdatedBy = who, UpdatedAt = world.Now - (20 - steps) * Day, Comment = comment }));
        EscalationHistory.Add(_policyVersions, EscalationHistory.Of(new EscalationPolicy { Id = "weekend", Name = "Weekend", Steps = [new() { Channels = ["ops-webhook"] }, new() { After = "1h", Rotas = ["primary"] }], UpdatedBy = "ada", UpdatedAt = world.Now - 60 * Day }), EscalationHistory.Deletion("weekend", world.Now - 2 * Day, "bob"));
        EscalationHistory.Add(_rotaVersions, EscalationHistory.Of(_rotas["primary"] with { Id = "summer", Name = "Summer" }), EscalationHistory.Deletion("summer", world.Now - 80 * Day, "admin"));
        _policies["quiet"] = new() { Id = "quiet", Name = "", Steps = [new() { After = "1h", Channels = ["ops-log"] }], UpdatedBy = "ada", UpdatedAt = world.Now - 40 * Day };
    }

    public ValueTask<IReadOnlyList<OnCallStatus>> List(long at)
    {
        _world.Check("the list of rotas");
        return new([.. _rotas.Values.Select(r => StatusOf(r, at))]);
    }

    public ValueTask<OnCallStatus?> Get(string id, long at) => new(_rotas.TryGetValue(id, out var rota) ? StatusOf(rota, at) : null);

    public ValueTask<Outcome<OnCallRota>> Put(OnCallRota rota, string who)
    {
        var faults = new List<Fault>();
        if (rota.Id.Length == 0) faults.Add(new("id", "''", "1 to 64 letters, digits and dashes"));
        if (OnCallSchedule.Create(rota, faults) is null || faults.Count > 0) return new(Outcome<OnCallRota>.Invalid(faults));
        rota = rota with { UpdatedBy = who, UpdatedAt = _world.Now, Overrides = _rotas.GetValueOrDefault(rota.Id)?.Overrides ?? [] };
        EscalationHistory.Add(_rotaVersions, _rotas.GetValueOrDefault(rota.Id) is { } before ? EscalationHistory.Of(before) : null, EscalationHistory.Of(rota));
        _rotas[rota.Id] = rota;
        return new(Outcome<OnCallRota>.Done(rota));
    }

    ValueTask<IReadOnlyList<EscalationVersion>> IOnCallService.Versions(string id) => new([.. Enumerable.Reverse(_rotaVersions.GetValueOrDefault(id) ?? [])]);

    ValueTask<Outcome<OnCallRota>> IOnCallService.Rollback(string id, long version, string who) => Put(_rotaVersions[id].First(v => v.Version == version).Rota! with { Comment = $"Back to version {version}." }, who);

    ValueTask<IReadOnlyList<EscalationVersion>> IEscalationService.Versions(string id) => new([.. Enumerable.Reverse(_policyVersions.GetValueOrDefault(id) ?? [])]);

    ValueTask<Outcome<EscalationPolicy>> IEscalationService.Rollback(string id, long version, string who) => Put(_policyVersions[id].First(v => v.Version == version).Policy! with { Comment = $"Back to version {version}." }, who);

    ValueTask<IReadOnlyList<DeletedEscalation>> IOnCallService.Deleted() => new(EscalationHistory.Deleted(_rotaVersions));

    ValueTask<IReadOnlyList<DeletedEscalation>> IEscalationService.Deleted() => new(EscalationHistory.Deleted(_policyVersions));

    public ValueTask<Outcome<OnCallRota>> Delete(string id, string who)
    {
        if (!_rotas.Remove(id, out var rota)) return new(Outcome<OnCallRota>.NotFound($"There is no rota '{id}'."));
        EscalationHistory.Add(_rotaVersions, EscalationHistory.Of(rota), EscalationHistory.Deletion(id, _world.Now, who));
        return new(Outcome<OnCallRota>.Done(rota));
    }

    public ValueTask<Outcome<OnCallCalendar>> Calendar(string id, long from, long to) => new(_rotas.TryGetValue(id, out var rota)
        ? Outcome<OnCallCalendar>.Done(new(id, rota.TimeZone ?? "UTC", from, to, Schedule(rota).Between(from, to)))
        : Outcome<OnCallCalendar>.NotFound($"There is no rota '{id}'."));

    public ValueTask<Outcome<OnCallOverride>> Override(string rota, OnCallOverrideRequest request, string who)
    {
        if (_rotas[rota].Overrides.FirstOrDefault(o => o.From < request.Until && request.From < o.Until) is { } other) return new(Outcome<OnCallOverride>.Conflict($"It overlaps the override '{other.Id}' of {other.Member}."));
        var made = new OnCallOverride($"o-{_world.Now}", request.Member, request.From, request.Until, request.Reason, who, _world.Now);
        _rotas[rota] = _rotas[rota] with { Overrides = [.. _rotas[rota].Overrides, made] };
        return new(Outcome<OnCallOverride>.Done(made));
    }

    public ValueTask<Outcome<OnCallOverride>> RemoveOverride(string rota, string id, string who)
    {
        var found = _rotas[rota].Overrides.First(o => o.Id == id);
        _rotas[rota] = _rotas[rota] with { Overrides = [.. _rotas[rota].Overrides.Where(o => o.Id != id)] };
        return new(Outcome<OnCallOverride>.Done(found));
    }

    ValueTask<IReadOnlyList<EscalationPolicy>> IEscalationService.List()
    {
        _world.Check("the list of policies");
        return new([.. _policies.Values]);
    }

    public ValueTask<EscalationPolicy?> Get(string id) => new(_policies.GetValueOrDefault(id));

    public ValueTask<Outcome<EscalationPolicy>> Put(EscalationPolicy policy, string who)
    {
        var faults = new List<Fault>();
        if (EscalationPath.Create(policy, null, _rotas.Keys.ToHashSet(), faults) is null) return new(Outcome<EscalationPolicy>.Invalid(faults));
        policy = policy with { UpdatedBy = who, UpdatedAt = _world.Now };
        EscalationHistory.Add(_policyVersions, _policies.GetValueOrDefault(policy.Id) is { } before ? EscalationHistory.Of(before) : null, EscalationHistory.Of(policy));
        return new(Outcome<EscalationPolicy>.Done(_policies[policy.Id] = policy));
    }

    ValueTask<Outcome<EscalationPolicy>> IEscalationService.Delete(string id, string who)
    {
        if (id == "night") return new(Outcome<EscalationPolicy>.Conflict("Escalation policy 'night' is named by the route {}/{severity=\"critical\"}; take it out there first."));
        if (!_policies.Remove(id, out var policy)) return new(Outcome<EscalationPolicy>.NotFound($"There is no escalation policy '{id}'."));
        EscalationHistory.Add(_policyVersions, EscalationHistory.Of(policy), EscalationHistory.Deletion(id, _world.Now, who));
        return new(Outcome<EscalationPolicy>.Done(policy));
    }

    public ValueTask<IReadOnlyList<AlertEscalation>> OfAlert(string id)
    {
        if (_alerts.Open().FirstOrDefault(a => a.Id == id && a.Severity == Severity.Critical) is not { } alert) return new([]);
        var next = alert.StartsAt + 620_000;
        IReadOnlyList<EscalationTarget> targets = [new("mail", "ada@example.com", "primary", "Ada", true, "On call in Primary."), new("pager", null, "primary", "Ada", true, "On call in Primary.")];
        return new([new(new("{}", "night", 1, 1, alert.AcknowledgedBy is null ? null : alert.UpdatedAt, next, next), "Night", 3, new(2, 1, next, targets))]);
    }

    private static OnCallSchedule Schedule(OnCallRota rota) => OnCallSchedule.Create(rota, []) ?? throw new InvalidOperationException($"The rota {rota.Id} does not compile.");

    private static OnCallStatus StatusOf(OnCallRota rota, long at)
    {
        var schedule = Schedule(rota);
        var shift = schedule.At(at);
        return new(rota, shift, schedule.After(shift));
    }
}
