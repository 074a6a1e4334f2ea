using System.Collections.Concurrent;

namespace EventFlow.Tests.Alerting;

/// <summary>Lets this process read the routing late, as a silo of a cluster does that reads it each second.</summary>
internal sealed class LateRouting
{
    private readonly ConcurrentQueue<AlertingConfigVersion?> _answers = new();

    /// <summary>The next question for a newer routing is answered by this older one; null: by none.</summary>
    public void Answer(AlertingConfigVersion? old) => _answers.Enqueue(old);

    public IAlertRoutingGrain Around(IAlertRoutingGrain inner) => new Reader(_answers, inner);

    private sealed class Reader(ConcurrentQueue<AlertingConfigVersion?> answers, IAlertRoutingGrain inner) : IAlertRoutingGrain
    {
        public ValueTask<AlertingConfigVersion?> GetNewer(long known) => answers.TryDequeue(out var old) ? ValueTask.FromResult(old) : inner.GetNewer(known);

        public ValueTask<Outcome<AlertingConfigVersion>> Put(AlertingConfig config, long? expected, string who, string comment) => inner.Put(config, expected, who, comment);

        public ValueTask<IReadOnlyList<AlertingConfigVersion>> Versions() => inner.Versions();
    }
}
