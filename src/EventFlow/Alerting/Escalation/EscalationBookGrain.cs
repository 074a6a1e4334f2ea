using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting.Escalation;

/// <summary>Keeps the escalation policies and on-call rotas. What must hold between them is checked here, where nothing happens in between.</summary>
public sealed partial class EscalationBookGrain(
    [PersistentState("escalations", "state")] IPersistentState<EscalationBookState> state, TimeProvider time, ILogger<EscalationBookGrain> logger) : Grain, IEscalationBookGrain
{
    /// <summary>Policies, and rotas, there may be.</summary>
    public const int MaxEach = 500;

    /// <summary>Overrides of a rota that are not over.</summary>
    public const int MaxOverrides = 500;

    private const long KeptMs = 90L * 24 * 60 * 60 * 1000;

    private SortedDictionary<string, EscalationPolicy> Policies => state.State.Policies;

    private SortedDictionary<string, OnCallRota> Rotas => state.State.Rotas;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public ValueTask<EscalationSet?> GetNewer(long known) =>
        ValueTask.FromResult(known == state.State.Version ? null : new EscalationSet(state.State.Version, [.. Policies.Values], [.. Rotas.Values]));

    /// <inheritdoc/>
    public async ValueTask<Outcome<EscalationPolicy>> PutPolicy(EscalationPolicy policy)
    {
        if (!Policies.ContainsKey(policy.Id) && Policies.Count >= MaxEach) return Outcome<EscalationPolicy>.Conflict($"There are {MaxEach} escalation policies already, the most there may be; delete one that no route names.");
        foreach (var id in policy.Steps!.SelectMany(static s => s.Rotas ?? []))
            if (!Rotas.ContainsKey(id)) return Outcome<EscalationPolicy>.Conflict($"Rota '{id}' was deleted meanwhile; read the rotas again.");
        EscalationHistory.Add(state.State.PolicyVersions, Policies.GetValueOrDefault(policy.Id) is { } before ? EscalationHistory.Of(before) : null, EscalationHistory.Of(policy));
        Policies[policy.Id] = policy;
        await SaveAsync();
        LogPut(logger, policy.UpdatedBy, "escalation policy", policy.Id);
        return Outcome<EscalationPolicy>.Done(policy);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<EscalationPolicy>> RemovePolicy(string id, string who)
    {
        if (!Policies.Remove(id, out var policy)) return Outcome<EscalationPolicy>.NotFound($"There is no escalation policy '{id}'.");
        EscalationHistory.Add(state.State.PolicyVersions, EscalationHistory.Of(policy), EscalationHistory.Deletion(id, Now, who));
        await SaveAsync();
        LogRemoved(logger, who, "escalation policy", id);
        return Outcome<EscalationPolicy>.Done(policy);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallRota>> PutRota(OnCallRota rota)
    {
        var known = Rotas.GetValueOrDefault(rota.Id);
        if (known is null && Rotas.Count >= MaxEach) return Outcome<OnCallRota>.Conflict($"There are {MaxEach} rotas already, the most there may be; delete one that no policy names.");
        var kept = Kept(known?.Overrides ?? []);
        if (kept.FirstOrDefault(o => o.Until > Now && rota.Members!.All(m => m.Name != o.Member)) is { } orphan)
            return Outcome<OnCallRota>.Conflict($"{orphan.Member} is on call by the override '{orphan.Id}' until {Text(orphan.Until)} and would be no member any more; remove the override first.");
        EscalationHistory.Add(state.State.RotaVersions, known is null ? null : EscalationHistory.Of(known), EscalationHistory.Of(rota));
        Rotas[rota.Id] = rota = rota with { Overrides = kept };
        await SaveAsync();
        LogPut(logger, rota.UpdatedBy, "rota", rota.Id);
        return Outcome<OnCallRota>.Done(rota);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallRota>> RemoveRota(string id, string who)
    {
        if (!Rotas.ContainsKey(id)) return Outcome<OnCallRota>.NotFound($"There is no rota '{id}'.");
        var users = Policies.Values.Where(p => p.Steps?.Any(s => s.Rotas?.Contains(id) == true) == true).Select(static p => p.Id).ToList();
        if (users.Count > 0) return Outcome<OnCallRota>.Conflict($"Rota '{id}' is named by the escalation {(users.Count == 1 ? "policy" : "policies")} {string.Join(", ", users.Take(5))}; take it out there first.");
        Rotas.Remove(id, out var rota);
        EscalationHistory.Add(state.State.RotaVersions, EscalationHistory.Of(rota!), EscalationHistory.Deletion(id, Now, who));
        await SaveAsync();
        LogRemoved(logger, who, "rota", id);
        return Outcome<OnCallRota>.Done(rota!);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EscalationVersion>> PolicyVersions(string id) => ValueTask.FromResult(NewestFirst(state.State.PolicyVersions, id));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EscalationVersion>> RotaVersions(string id) => ValueTask.FromResult(NewestFirst(state.State.RotaVersions, id));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeletedEscalation>> DeletedPolicies() => ValueTask.FromResult(EscalationHistory.Deleted(state.State.PolicyVersions));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeletedEscalation>> DeletedRotas() => ValueTask.FromResult(EscalationHistory.Deleted(state.State.RotaVersions));

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallOverride>> AddOverride(string rota, OnCallOverride exception)
    {
        if (!Rotas.TryGetValue(rota, out var known)) return Outcome<OnCallOverride>.NotFound($"There is no rota '{rota}'.");
        if (known.Members!.All(m => m.Name != exception.Member))
            return Outcome<OnCallOverride>.Invalid([new("member", $"'{exception.Member}', who is no member of the rota", $"one of {string.Join(", ", known.Members!.Select(static m => m.Name).Take(10))}")]);
        var kept = Kept(known.Overrides);
        if (kept.Count(o => o.Until > Now) >= MaxOverrides) return Outcome<OnCallOverride>.Conflict($"Rota '{rota}' has {MaxOverrides} overrides that are not over, the most there may be; remove some.");
        if (kept.FirstOrDefault(o => o.From < exception.Until && exception.From < o.Until) is { } other)
            return Outcome<OnCallOverride>.Conflict($"It overlaps the override '{other.Id}': {other.Member} from {Text(other.From)} until {Text(other.Until)} ({other.Reason}), made by {other.CreatedBy}. Remove that one, or choose another time.");
        Rotas[rota] = known with { Overrides = [.. kept.Append(exception).OrderBy(static o => o.From)] };
        await SaveAsync();
        LogOverride(logger, exception.CreatedBy, exception.Member, rota);
        return Outcome<OnCallOverride>.Done(exception);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<OnCallOverride>> RemoveOverride(string rota, string id, string who)
    {
        if (!Rotas.TryGetValue(rota, out var known)) return Outcome<OnCallOverride>.NotFound($"There is no rota '{rota}'.");
        var now = Now;
        if (known.Overrides.FirstOrDefault(o => o.Id == id) is not { } exception) return Outcome<OnCallOverride>.NotFound($"Rota '{rota}' has no override '{id}'.");
        if (exception.Until <= now) return Outcome<OnCallOverride>.Conflict($"The override '{id}' is over since {Text(exception.Until)}.");
        var left = Kept(known.Overrides).Where(o => o.Id != id);
        // Who was on call in the past stays known.
        if (exception.From < now) left = left.Append(exception with { Until = now });
        Rotas[rota] = known with { Overrides = [.. left.OrderBy(static o => o.From)] };
        await SaveAsync();
        LogRemoved(logger, who, $"override of rota {rota}", id);
        return Outcome<OnCallOverride>.Done(exception);
    }

    private static IReadOnlyList<EscalationVersion> NewestFirst(SortedDictionary<string, List<EscalationVersion>> history, string id) => [.. Enumerable.Reverse(history.GetValueOrDefault(id) ?? [])];

    private List<OnCallOverride> Kept(IReadOnlyList<OnCallOverride> overrides) => [.. overrides.Where(o => o.Until > Now - KeptMs)];

    private static string Text(long at) => $"{DateTimeOffset.FromUnixTimeMilliseconds(at):yyyy-MM-dd HH:mm} UTC";

    private async ValueTask SaveAsync()
    {
        state.State.Version++;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(5020, LogLevel.Information, "{Who} changed the {What} {Id}")]
    private static partial void LogPut(ILogger logger, string who, string what, string id);

    [LoggerMessage(5021, LogLevel.Information, "{Who} removed the {What} {Id}")]
    private static partial void LogRemoved(ILogger logger, string who, string what, string id);

    [LoggerMessage(5022, LogLevel.Information, "{Who} put {Member} on call in rota {Rota} by an override")]
    private static partial void LogOverride(ILogger logger, string who, string member, string rota);
}
