namespace EventFlow.Ingestion;

/// <summary>A grain to call, and what for: the samples of a series, what there is of a service, or to save when there is neither.</summary>
internal readonly record struct IngestionTarget(string Key, bool IsService, SeriesBatch? Samples = null, ServiceBatch? Frames = null)
{
    /// <summary>Offset of the last event given; null when the call is to save.</summary>
    public long? LastOffset => Samples is not null ? Samples.Offsets[^1] : Frames?.LastOffset;

    /// <summary>The key with its kind.</summary>
    public string Name => IsService ? ServiceName(Key) : SeriesName(Key);

    public static string SeriesName(string series) => $"series {series}";

    public static string ServiceName(string service) => $"service {service}";

    /// <summary>Has the grain save what it took of a source up to an offset.</summary>
    public ValueTask SaveUpToAsync(IGrainFactory grains, string source, long offset) =>
        IsService ? grains.GetGrain<IServiceGrain>(Key).SaveUpTo(source, offset) : grains.GetGrain<IMetricSeriesGrain>(Key).SaveUpTo(offset);

    /// <summary>Calls the grain. Whoever awaits it awaits the call itself: with thousands of targets a delivery, a step between would cost as much as the calls.</summary>
    public ValueTask CallAsync(IGrainFactory grains) =>
        Samples is not null ? new(grains.GetGrain<IMetricSeriesGrain>(Key).Append(Samples).AsTask())
        : Frames is not null ? grains.GetGrain<IServiceGrain>(Key).Observe(Frames)
        : IsService ? grains.GetGrain<IServiceGrain>(Key).Save()
        : grains.GetGrain<IMetricSeriesGrain>(Key).Save();
}
