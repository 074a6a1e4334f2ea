namespace EventFlow.Ingestion;

/// <summary>A grain to call, and what for: the samples of a series, what there is of a service, or to save when there is neither.</summary>
internal readonly record struct IngestionTarget(string Key, bool IsService, SeriesBatch? Samples = null, ServiceBatch? Frames = null)
{
    /// <summary>The key with its kind.</summary>
    public string Name => IsService ? ServiceName(Key) : SeriesName(Key);

    public static string SeriesName(string series) => $"series {series}";

    public static string ServiceName(string service) => $"service {service}";

    /// <summary>Calls the grain.</summary>
    public async ValueTask CallAsync(IGrainFactory grains)
    {
        if (Samples is not null)
        {
            await grains.GetGrain<IMetricSeriesGrain>(Key).Append(Samples);
        }
        else if (Frames is not null)
        {
            await grains.GetGrain<IServiceGrain>(Key).Observe(Frames);
        }
        else
        {
            await (IsService ? grains.GetGrain<IServiceGrain>(Key).Save() : grains.GetGrain<IMetricSeriesGrain>(Key).Save());
        }
    }
}
