namespace EventFlow;

/// <summary>What the API and the dashboard do with on-call rotas. Thread safe.</summary>
public interface IOnCallService
{
    /// <summary>The rotas with who is on call at a time (unix ms), ordered by id.</summary>
    ValueTask<IReadOnlyList<OnCallStatus>> List(long at);

    /// <summary>One rota with who is on call at a time (unix ms); null when there is none.</summary>
    ValueTask<OnCallStatus?> Get(string id, long at);

    /// <summary>Adds or replaces a rota, or says everything that is wrong with it; its overrides stay.</summary>
    ValueTask<Outcome<OnCallRota>> Put(OnCallRota rota, string who);

    /// <summary>Removes a rota. A conflict while a policy names it.</summary>
    ValueTask<Outcome<OnCallRota>> Delete(string id, string who);

    /// <summary>The versions kept of a rota, newest first; those of a deleted one too.</summary>
    ValueTask<IReadOnlyList<EscalationVersion>> Versions(string id);

    /// <summary>The rotas that were deleted and can be brought back, the last deleted first.</summary>
    ValueTask<IReadOnlyList<DeletedEscalation>> Deleted();

    /// <summary>Makes a rota what it was in an earlier version, as a new one; also one that was deleted. Overrides stay.</summary>
    ValueTask<Outcome<OnCallRota>> Rollback(string id, long version, string who);

    /// <summary>Who is on call in a span (unix ms) of at most 100 days.</summary>
    ValueTask<Outcome<OnCallCalendar>> Calendar(string id, long from, long to);

    /// <summary>Makes an exception. A conflict when it overlaps another one.</summary>
    ValueTask<Outcome<OnCallOverride>> Override(string rota, OnCallOverrideRequest request, string who);

    /// <summary>Takes an exception away; one that has begun ends now.</summary>
    ValueTask<Outcome<OnCallOverride>> RemoveOverride(string rota, string id, string who);
}
