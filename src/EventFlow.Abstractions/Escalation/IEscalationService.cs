namespace EventFlow;

/// <summary>What the API and the dashboard do with escalation policies. Thread safe.</summary>
public interface IEscalationService
{
    /// <summary>The policies, ordered by id.</summary>
    ValueTask<IReadOnlyList<EscalationPolicy>> List();

    /// <summary>One policy; null when there is none.</summary>
    ValueTask<EscalationPolicy?> Get(string id);

    /// <summary>Adds or replaces a policy, or says everything that is wrong with it.</summary>
    ValueTask<Outcome<EscalationPolicy>> Put(EscalationPolicy policy, string who);

    /// <summary>Removes a policy. A conflict while a route in force names it.</summary>
    ValueTask<Outcome<EscalationPolicy>> Delete(string id, string who);

    /// <summary>The versions kept of a policy, newest first; those of a deleted one too.</summary>
    ValueTask<IReadOnlyList<EscalationVersion>> Versions(string id);

    /// <summary>The policies that were deleted and can be brought back, the last deleted first.</summary>
    ValueTask<IReadOnlyList<DeletedEscalation>> Deleted();

    /// <summary>Makes a policy what it was in an earlier version, as a new one; also one that was deleted.</summary>
    ValueTask<Outcome<EscalationPolicy>> Rollback(string id, long version, string who);

    /// <summary>The escalations an alert is in; none when it is in none.</summary>
    ValueTask<IReadOnlyList<AlertEscalation>> OfAlert(string id);
}
