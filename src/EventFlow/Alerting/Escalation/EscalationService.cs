using EventFlow.Alerting.Routing;
using EventFlow.Notifications;

namespace EventFlow.Alerting.Escalation;

/// <summary>What the API and the dashboard do with escalation policies.</summary>
public sealed class EscalationService(IGrainFactory grains, EscalationBook book, RoutingBook routing, ChannelDirectory channels, TimeProvider time) : IEscalationService
{
    private IEscalationBookGrain Grain => grains.GetGrain<IEscalationBookGrain>(Tenants.Default);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EscalationPolicy>> List() => (await book.RefreshAsync()).Set.Policies;

    /// <inheritdoc/>
    public async ValueTask<EscalationPolicy?> Get(string id) => (await List()).FirstOrDefault(p => p.Id == id);

    /// <inheritdoc/>
    public async ValueTask<Outcome<EscalationPolicy>> Put(EscalationPolicy policy, string who)
    {
        var faults = new List<Fault>();
        policy = policy with { Name = (policy.Name ?? "").Trim(), Comment = (policy.Comment ?? "").Trim(), UpdatedBy = who, UpdatedAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
        EscalationIds.Check(policy.Id, policy.Name, faults);
        EscalationIds.CheckComment(policy.Comment, faults);
        EscalationPath.Create(policy, (await channels.ListAsync()).Select(static c => c.Id).ToHashSet(StringComparer.Ordinal), (await book.RefreshAsync()).RotaIds, faults);
        return faults.Count > 0 ? Outcome<EscalationPolicy>.Invalid(faults) : await Grain.PutPolicy(policy);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<EscalationPolicy>> Delete(string id, string who)
    {
        await routing.RefreshAsync();
        var users = routing.Tree.PathsOfPolicy(id);
        if (users.Count > 0) return Outcome<EscalationPolicy>.Conflict($"Escalation policy '{id}' is named by the {(users.Count == 1 ? "route" : "routes")} {string.Join(", ", users.Take(5))}; take it out there first.");
        return await Grain.RemovePolicy(id, who);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EscalationVersion>> Versions(string id) => Grain.PolicyVersions(id);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeletedEscalation>> Deleted() => Grain.DeletedPolicies();

    /// <inheritdoc/>
    public async ValueTask<Outcome<EscalationPolicy>> Rollback(string id, long version, string who)
    {
        if ((await Versions(id)).FirstOrDefault(v => v.Version == version) is not { Policy: { } earlier })
            return Outcome<EscalationPolicy>.NotFound($"There is no version {version} of the escalation policy '{id}' to go back to; the last {EscalationHistory.MaxVersions} are kept.");
        // As anybody would put it: a channel or a rota it names may be gone by now.
        return await Put(earlier with { Comment = $"Back to version {version}." }, who);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AlertEscalation>> OfAlert(string id)
    {
        if (id.Length != 16 || !id.All(char.IsAsciiHexDigitLower) || await grains.GetGrain<IAlertGrain>(id).Get() is not { } alert || !alert.Alert.State.IsOpen()) return [];
        var found = new List<AlertEscalation>();
        foreach (var group in alert.Groups)
            if (await grains.GetGrain<IAlertGroupGrain>(group).GetEscalation() is { } standing) found.Add(await DescribeAsync(standing, alert.Alert.Severity));
        return found;
    }

    private async ValueTask<AlertEscalation> DescribeAsync(EscalationStanding standing, Severity severity)
    {
        var index = await book.RefreshAsync();
        var state = new EscalationState { Policy = standing.Policy, StepsDone = standing.StepsDone, Round = standing.Round, NextAt = standing.NextAt };
        var path = index.Path(standing.Policy);
        return new(standing, path?.Policy.Name is { Length: > 0 } name ? name : standing.Policy, path?.Count ?? 0, EscalationMachine.Plan(state, index, await channels.ListAsync(), severity, 1).FirstOrDefault());
    }
}
