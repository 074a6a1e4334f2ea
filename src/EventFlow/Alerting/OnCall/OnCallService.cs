using EventFlow.Alerting.Escalation;
using EventFlow.Notifications;

namespace EventFlow.Alerting.OnCall;

/// <summary>What the API and the dashboard do with on-call rotas.</summary>
public sealed class OnCallService(IGrainFactory grains, EscalationBook book, ChannelDirectory channels, ChannelKinds kinds, TimeProvider time) : IOnCallService
{
    private const long DayMs = 24L * 60 * 60 * 1000;
    private const long LongestCalendarMs = 100 * DayMs;
    private const long LongestOverrideMs = 400 * DayMs;
    private const long LatestEnd = 253_402_300_799_000;
    private const int LongestReason = 1_000;

    private IEscalationBookGrain Grain => grains.GetGrain<IEscalationBookGrain>(Tenants.Default);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<OnCallStatus>> List(long at)
    {
        var index = await book.RefreshAsync();
        return [.. index.Set.Rotas.Select(r => index.Schedule(r.Id)).OfType<OnCallSchedule>().Select(s => StatusOf(s, at))];
    }

    /// <inheritdoc/>
    public async ValueTask<OnCallStatus?> Get(string id, long at) => (await book.RefreshAsync()).Schedule(id) is { } schedule ? StatusOf(schedule, at) : null;

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallRota>> Put(OnCallRota rota, string who)
    {
        var faults = new List<Fault>();
        rota = rota with { Name = (rota.Name ?? "").Trim(), Comment = (rota.Comment ?? "").Trim(), Overrides = [], UpdatedBy = who, UpdatedAt = Now };
        EscalationIds.Check(rota.Id, rota.Name, faults);
        EscalationIds.CheckComment(rota.Comment, faults);
        OnCallSchedule.Create(rota, faults);
        await CheckReachAsync(rota.Members ?? [], faults);
        return faults.Count > 0 ? Outcome<OnCallRota>.Invalid([.. faults.Take(100)]) : await Grain.PutRota(rota);
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<OnCallRota>> Delete(string id, string who) => Grain.RemoveRota(id, who);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EscalationVersion>> Versions(string id) => Grain.RotaVersions(id);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeletedEscalation>> Deleted() => Grain.DeletedRotas();

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallRota>> Rollback(string id, long version, string who)
    {
        if ((await Versions(id)).FirstOrDefault(v => v.Version == version) is not { Rota: { } earlier })
            return Outcome<OnCallRota>.NotFound($"There is no version {version} of the rota '{id}' to go back to; the last {EscalationHistory.MaxVersions} are kept.");
        return await Put(earlier with { Comment = $"Back to version {version}." }, who);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallCalendar>> Calendar(string id, long from, long to)
    {
        if (from < 0 || from > LatestEnd) return Outcome<OnCallCalendar>.Invalid([new("from", $"{from}", "a time from 1970 to 9999, unix ms")]);
        if (to > LatestEnd || to <= from) return Outcome<OnCallCalendar>.Invalid([new("to", to > LatestEnd ? $"{to}" : "not after from", "an end after the start, up to 9999")]);
        if (to - from > LongestCalendarMs) return Outcome<OnCallCalendar>.Invalid([new("to", $"{(to - from) / DayMs} days after from", "a span of at most 100 days")]);
        if ((await book.RefreshAsync()).Schedule(id) is not { } schedule) return Outcome<OnCallCalendar>.NotFound($"There is no rota '{id}'.");
        return Outcome<OnCallCalendar>.Done(new(id, schedule.Zone.Id, from, to, schedule.Between(from, to)));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallOverride>> Override(string rota, OnCallOverrideRequest request, string who)
    {
        var (faults, now, reason) = (new List<Fault>(), Now, (request.Reason ?? "").Trim());
        if (string.IsNullOrWhiteSpace(request.Member)) faults.Add(new("member", "missing", "the name of a member of the rota"));
        if (request.From is < 0 or > LatestEnd) faults.Add(new("from", "not between 1970 and 9999", "a time, or none: now"));
        if (request.Until <= request.From) faults.Add(new("until", "not after from", "an end after the start"));
        else if (request.Until <= now) faults.Add(new("until", "in the past", "a time in the future"));
        else if (request.Until - request.From > LongestOverrideMs) faults.Add(new("until", $"{(request.Until - request.From) / DayMs} days after from", "at most 400 days"));
        if (reason.Length is 0 or > LongestReason) faults.Add(new("reason", reason.Length == 0 ? "empty" : $"{reason.Length} characters", $"why, in 1 to {LongestReason} characters"));
        if (faults.Count > 0) return Outcome<OnCallOverride>.Invalid(faults);
        return await Grain.AddOverride(rota, new(Guid.NewGuid().ToString("n")[..12], request.Member!, request.From, request.Until, reason, who, now));
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<OnCallOverride>> RemoveOverride(string rota, string id, string who) => Grain.RemoveOverride(rota, id, who);

    private static OnCallStatus StatusOf(OnCallSchedule schedule, long at)
    {
        var shift = schedule.At(at);
        return new(schedule.Rota, shift, schedule.After(shift));
    }

    private async ValueTask CheckReachAsync(IReadOnlyList<OnCallMember> members, List<Fault> faults)
    {
        var all = await channels.ListAsync();
        for (var m = 0; m < Math.Min(members.Count, 100); m++)
            for (var r = 0; r < Math.Min(members[m]?.Reach?.Count ?? 0, 10); r++)
                CheckReach(members[m].Reach![r], all, $"members[{m}].reach[{r}]", faults);
    }

    private void CheckReach(OnCallReach? reach, IReadOnlyList<ChannelDefinition> all, string field, List<Fault> faults)
    {
        if (all.FirstOrDefault(c => c.Id == reach?.Channel) is not { } channel)
        {
            faults.Add(new($"{field}.channel", $"'{reach?.Channel}', a channel that does not exist", all.Count == 0 ? "a channel (there is none)" : $"one of {string.Join(", ", all.Select(static c => c.Id).Take(10))}"));
            return;
        }
        if (reach!.Address is not { } address) return;
        var kind = kinds.Find(channel.Kind);
        if (kind is null || kind.Description.AddressSetting is not { Length: > 0 } setting)
            faults.Add(new($"{field}.address", $"set for a channel of kind {channel.Kind}", "none: this kind writes to one place only"));
        else if (address.Length is 0 or > 200 || string.IsNullOrWhiteSpace(address)) faults.Add(new($"{field}.address", $"{address.Length} characters", "1 to 200 characters, or none"));
        // As the channel itself would be checked; what is wrong with the channel otherwise is not this person's.
        else faults.AddRange(kind.Validate(channel.Settings.With(setting, address)).Where(f => f.Field == setting).Select(f => f with { Field = $"{field}.address" }));
    }
}
