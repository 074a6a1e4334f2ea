using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventFlow.Silo;

/// <summary>Not ready from the moment the silo begins to stop, so that nothing new is sent to it.</summary>
internal sealed class StoppingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("the silo is stopping")
            : HealthCheckResult.Healthy());
}
