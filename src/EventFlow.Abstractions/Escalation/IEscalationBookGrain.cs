namespace EventFlow;

/// <summary>The escalation policies and on-call rotas; the key is the tenant. What it is given was validated by the caller, except for what only it can know.</summary>
[Alias("EventFlow.IEscalationBookGrain")]
public interface IEscalationBookGrain : IGrainWithStringKey
{
    /// <summary>All of it when its version is another than <paramref name="known"/>; null when it is the same.</summary>
    [ReadOnly, Alias("GetNewer")]
    ValueTask<EscalationSet?> GetNewer(long known);

    /// <summary>Adds or replaces a policy; returns after it is saved.</summary>
    [Alias("PutPolicy")]
    ValueTask<Outcome<EscalationPolicy>> PutPolicy(EscalationPolicy policy);

    /// <summary>Removes a policy.</summary>
    [Alias("RemovePolicy")]
    ValueTask<Outcome<EscalationPolicy>> RemovePolicy(string id, string who);

    /// <summary>Adds or replaces a rota; its overrides stay. A conflict when one of them is of a member who is taken away.</summary>
    [Alias("PutRota")]
    ValueTask<Outcome<OnCallRota>> PutRota(OnCallRota rota);

    /// <summary>Removes a rota. A conflict while a policy names it.</summary>
    [Alias("RemoveRota")]
    ValueTask<Outcome<OnCallRota>> RemoveRota(string id, string who);

    /// <summary>The versions kept of a policy, newest first.</summary>
    [ReadOnly, Alias("PolicyVersions")]
    ValueTask<IReadOnlyList<EscalationVersion>> PolicyVersions(string id);

    /// <summary>The versions kept of a rota, newest first.</summary>
    [ReadOnly, Alias("RotaVersions")]
    ValueTask<IReadOnlyList<EscalationVersion>> RotaVersions(string id);

    /// <summary>The policies that were deleted, of which a version is kept; the last deleted first.</summary>
    [ReadOnly, Alias("DeletedPolicies")]
    ValueTask<IReadOnlyList<DeletedEscalation>> DeletedPolicies();

    /// <summary>The rotas that were deleted, of which a version is kept; the last deleted first.</summary>
    [ReadOnly, Alias("DeletedRotas")]
    ValueTask<IReadOnlyList<DeletedEscalation>> DeletedRotas();

    /// <summary>Adds an override. A conflict when it overlaps another one.</summary>
    [Alias("AddOverride")]
    ValueTask<Outcome<OnCallOverride>> AddOverride(string rota, OnCallOverride exception);

    /// <summary>Takes an override away; one that has begun ends now.</summary>
    [Alias("RemoveOverride")]
    ValueTask<Outcome<OnCallOverride>> RemoveOverride(string rota, string id, string who);
}
