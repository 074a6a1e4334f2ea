using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventFlow.Silo.Tests.Telemetry;

public sealed class ReadinessCheckTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task CheckHealth_OfAPartThatDoesNotAnswer_EndsWithTheLimitOfTheCheck()
    {
        var never = new TaskCompletionSource<string?>();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var check = new ReadinessCheck((_, _) => new(never.Task), "it does not answer", services);
        using var limit = new CancellationTokenSource();
        var asked = check.CheckHealthAsync(new(), limit.Token);
        Assert.False(asked.IsCompleted);

        await limit.CancelAsync();

        var result = await asked.WaitAsync(Patience);
        Assert.Equal((HealthStatus.Unhealthy, "it does not answer"), (result.Status, result.Description));
    }
}
