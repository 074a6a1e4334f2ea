namespace EventFlow.Ingestion;

/// <summary>A grain to call and the call; the name tells the kind too.</summary>
internal sealed record IngestionTarget(string Name, Func<Task> Call)
{
    public static string SeriesName(SeriesId series) => $"series {series}";

    public static string ServiceName(string service) => $"service {service}";
}
