using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Incidents: alerts that belong together, with where they began.</summary>
internal static class IncidentEndpoints
{
    private static readonly TextParameter Service = new("service", "Only incidents that this service is part of.", "payments");
    private static readonly ChoiceParameter<IncidentPhase> State = new("state", "Only incidents that go on, or that are over.");

    public static void MapIncidents(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/incidents").WithTags("Incidents");
        group.MapGet("", List)
            .Describe("listIncidents", "Incidents, the newest first", "Alerts of one service that overlap, and of services that have to do with each other (`EventFlow:Topology`) that begin within five minutes. Services come in the order in which it spread, their series the earliest and then the strongest first.")
            .Query(Service, State, Paging.Offset, Paging.Limit).Demand(AccessPolicies.Read);
        group.MapGet("/{id}", Get)
            .Describe("getIncident", "One incident").Demand(AccessPolicies.Read).Fails(404);
    }

    private static async Task<Results<Ok<Page<IncidentInfo>>, ProblemHttpResult>> List(QueryReader query, IIncidentQueries incidents)
    {
        var (service, state, offset, limit) = (query.Read(Service), query.Read(State), query.Read(Paging.Offset), query.Read(Paging.Limit));
        if (query.Faults.Count > 0) return ApiProblems.Invalid(query.Faults);
        return TypedResults.Ok(await incidents.List(service, state is null ? null : state == IncidentPhase.Open, offset, limit));
    }

    private static async Task<Results<Ok<IncidentInfo>, ProblemHttpResult>> Get(string id, IIncidentQueries incidents) =>
        await incidents.Get(id) is { } incident ? TypedResults.Ok(incident) : ApiProblems.NotFound($"There is no incident '{id}'; GET /api/incidents lists those that are kept.");
}
