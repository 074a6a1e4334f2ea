using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventFlow.Silo;

/// <summary><c>/health</c> (the process lives) and <c>/ready</c> (it can take events and answer questions).</summary>
internal static class HealthExtensions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddReadiness(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddReadiness("runtime", "the grain runtime does not answer", static async (s, _) =>
            {
                await s.GetRequiredService<ApiKeyRegistry>().Refresh();
                return null;
            })
            .AddReadiness("log", "the event log does not take events", static (s, _) =>
            {
                var log = s.GetRequiredService<IEventLog>();
                log.GetPartitions();
                return new(log.GetFault());
            })
            .AddReadiness("rules", "the rules are not loaded", static async (s, _) =>
            {
                await s.GetRequiredService<IRuleService>().List(null, null, null, 0, 1);
                return null;
            })
            .AddCheck<StoppingCheck>("stopping");
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health", new() { Predicate = static _ => false, ResponseWriter = Write }).AllowAnonymous();
        app.MapHealthChecks("/ready", new() { ResponseWriter = Write }).AllowAnonymous();
    }

    private static IHealthChecksBuilder AddReadiness(
        this IHealthChecksBuilder checks, string name, string whenNot, Func<IServiceProvider, CancellationToken, ValueTask<string?>> ask) =>
        checks.Add(new(name, services => new ReadinessCheck(ask, whenNot, services), HealthStatus.Unhealthy, tags: null, Timeout));

    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status == HealthStatus.Healthy ? "ok" : "unavailable",
        version = ProcessInfo.Version,
        reasons = report.Entries.Where(static e => e.Value.Status != HealthStatus.Healthy).Select(static e => $"{e.Key}: {e.Value.Description}"),
    });
}
