using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>The figures of the overview, and the platform itself.</summary>
internal static class SystemEndpoints
{
    public static void MapSystem(this IEndpointRouteBuilder api)
    {
        api.MapGet("/dashboard/stats", Stats).WithTags("System")
            .Describe("getDashboardStats", "The figures of the overview")
            .Demand(AccessPolicies.Read);
        api.MapGet("/system", Get).WithTags("System")
            .Describe("getSystem", "The platform itself: runtime, grains, queues, storage")
            .Demand(AccessPolicies.Read);
        api.MapGet("/system/scaling", Scaling).WithTags("System")
            .Describe("getScaling", "Numbers for an autoscaler: pressure, lag, queues, processor")
            .Demand(AccessPolicies.Read);
    }

    private static async Task<Ok<DashboardStats>> Stats(IMonitoringQueries monitoring, CancellationToken cancellation) =>
        TypedResults.Ok(await monitoring.GetStats(cancellation));

    private static async Task<Ok<SystemStatus>> Get(ISystemQueries system, CancellationToken cancellation) =>
        TypedResults.Ok(await system.Get(cancellation));

    private static async Task<Ok<ScalingSignals>> Scaling(ISystemQueries system, CancellationToken cancellation) =>
        TypedResults.Ok(ScalingSignals.From(await system.Get(cancellation)));
}
