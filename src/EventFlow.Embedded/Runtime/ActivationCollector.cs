using EventFlow.Embedded.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Runtime;

/// <summary>Deactivates what nothing has called for the collection age.</summary>
internal sealed class ActivationCollector(GrainRuntime runtime, IOptions<EmbeddedGrainsOptions> options) : IDisposable
{
    private ITimer? _timer;

    public void Start()
    {
        var interval = options.Value.CollectionInterval;
        _timer = runtime.TimeProvider.CreateTimer(static collector => ((ActivationCollector)collector!).Collect(), this, interval, interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void Collect()
    {
        var age = options.Value.CollectionAge;
        var now = runtime.GetTimestamp();
        var reason = new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Nothing has called it for {age}.");
        foreach (var activation in runtime.Activations)
        {
            if (activation.IsIdleSince(now - runtime.ToTimestampTicks(age), now))
                activation.Deactivate(reason);
        }
    }
}
