using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventFlow.Silo;

/// <summary>Ready when a question works that needs the part asked after. What it answers does not matter; that it answers does.</summary>
internal sealed class ReadinessCheck(Func<IServiceProvider, CancellationToken, ValueTask> ask, string whenNot, IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await ask(services, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy(whenNot, e);
        }
    }
}
