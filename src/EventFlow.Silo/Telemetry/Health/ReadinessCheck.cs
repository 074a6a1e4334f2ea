using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventFlow.Silo;

/// <summary>Ready when a question works that needs the part asked after, and the part knows of no fault. A fault is told to anybody; an exception only to the log.</summary>
internal sealed class ReadinessCheck(Func<IServiceProvider, CancellationToken, ValueTask<string?>> ask, string whenNot, IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // What is asked may answer much later, a grain after half a minute; whoever asks for readiness hears by the time limit of the check.
            return await ask(services, cancellationToken).AsTask().WaitAsync(cancellationToken) is { } fault ? HealthCheckResult.Unhealthy($"{whenNot}: {fault}") : HealthCheckResult.Healthy();
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy(whenNot, e);
        }
    }
}
