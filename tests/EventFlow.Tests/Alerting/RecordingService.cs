using System.Collections.Concurrent;

namespace EventFlow.Tests.Alerting;

/// <summary>Stands in for the grain of a service: it keeps what it was told of its alerts.</summary>
internal sealed class RecordingService : IServiceGrain
{
    public ConcurrentQueue<AlertSummary> Alerts { get; } = new();

    /// <summary>Whether it takes nothing.</summary>
    public bool IsDown { get; set; }

    public ValueTask AlertChanged(AlertSummary alert) => AlertsChanged([alert]);

    public ValueTask AlertsChanged(IReadOnlyList<AlertSummary> alerts)
    {
        if (IsDown) throw new InvalidOperationException("The service is down.");
        foreach (var alert in alerts) Alerts.Enqueue(alert);
        return ValueTask.CompletedTask;
    }

    public ValueTask Observe(ServiceBatch batch) => throw new NotSupportedException();

    public ValueTask Save() => throw new NotSupportedException();

    public ValueTask SaveUpTo(string source, long offset) => throw new NotSupportedException();

    public ValueTask<ServiceStatus> GetStatus() => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SeriesInfo>> GetSeries() => throw new NotSupportedException();

    public ValueTask<AnomalyExtent?> GetExtent(string ruleId) => new((AnomalyExtent?)null);

    public ValueTask<IReadOnlyList<LogPatternInfo>> GetPatterns() => throw new NotSupportedException();
}
