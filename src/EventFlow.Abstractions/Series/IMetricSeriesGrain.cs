namespace EventFlow;

/// <summary>One metric series; the key is its <see cref="SeriesId"/>. Keeps recent points, rollups and the state of its detectors.</summary>
[Alias("EventFlow.IMetricSeriesGrain")]
public interface IMetricSeriesGrain : IGrainWithStringKey
{
    /// <summary>Applies samples; those with an offset it has applied already are skipped. Returns how many were new.</summary>
    [Alias("Append")]
    ValueTask<int> Append(SeriesBatch batch);

    /// <summary>Saves the state when it has changed since the last save. A checkpoint of the log moves only after this returned.</summary>
    [Alias("Save")]
    ValueTask Save();

    /// <summary>The same, of a series that took samples up to an offset; fails with <see cref="StateLostException"/> when it does not know them.</summary>
    [Alias("SaveUpTo")]
    ValueTask SaveUpTo(long offset);

    /// <summary>The points of a span.</summary>
    [ReadOnly, Alias("Query")]
    ValueTask<SeriesData> Query(SeriesRange range);

    /// <summary>The latest sample; null when there was none.</summary>
    [ReadOnly, Alias("GetInfo")]
    ValueTask<SeriesInfo?> GetInfo();

    /// <summary>How far the newest anomaly of a rule goes, or went; null when there was none.</summary>
    [ReadOnly, Alias("GetExtent")]
    ValueTask<AnomalyExtent?> GetExtent(string ruleId);
}
