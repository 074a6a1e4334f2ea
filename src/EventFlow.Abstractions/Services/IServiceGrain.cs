namespace EventFlow;

/// <summary>One service; the key is its name. Keeps health, latest values, error rate, last seen, uptime, and runs the detectors of the service's logs and silence.</summary>
[Alias("EventFlow.IServiceGrain")]
public interface IServiceGrain : IGrainWithStringKey
{
    /// <summary>Applies what log frames hold of this service; a frame of the same source seen already is skipped.</summary>
    [Alias("Observe")]
    ValueTask Observe(ServiceBatch batch);

    /// <summary>Saves the state when it has changed since the last save.</summary>
    [Alias("Save")]
    ValueTask Save();

    /// <summary>The same, of a service that took the frames of a source up to an offset; fails with <see cref="StateLostException"/> when it does not know them.</summary>
    [Alias("SaveUpTo")]
    ValueTask SaveUpTo(string source, long offset);

    /// <summary>How the service is now.</summary>
    [ReadOnly, Alias("GetStatus")]
    ValueTask<ServiceStatus> GetStatus();

    /// <summary>The service's series with their latest samples, ordered by metric.</summary>
    [ReadOnly, Alias("GetSeries")]
    ValueTask<IReadOnlyList<SeriesInfo>> GetSeries();

    /// <summary>The patterns of the service's log messages, the most frequent of the last half hour first.</summary>
    [ReadOnly, Alias("GetPatterns")]
    ValueTask<IReadOnlyList<LogPatternInfo>> GetPatterns();

    /// <summary>How far the newest anomaly of a rule goes, or went; null when there was none.</summary>
    [ReadOnly, Alias("GetExtent")]
    ValueTask<AnomalyExtent?> GetExtent(string ruleId);

    /// <summary>An alert of this service changed; health follows. Interleaves: the service waits for the alert when its own detector raised it, and the alert reports back within that call.</summary>
    [AlwaysInterleave, Alias("AlertChanged")]
    ValueTask AlertChanged(AlertSummary alert);

    /// <summary>The same for alerts that changed together. An alert that is told late, after a newer state of it, changes nothing.</summary>
    [AlwaysInterleave, Alias("AlertsChanged")]
    ValueTask AlertsChanged(IReadOnlyList<AlertSummary> alerts);
}
