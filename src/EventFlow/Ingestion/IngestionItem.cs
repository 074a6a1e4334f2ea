namespace EventFlow.Ingestion;

/// <summary>One thing of a request: an event as an adapter read it, or why it could not be read.</summary>
public readonly record struct IngestionItem
{
    private IngestionItem(TelemetryEvent? item, Fault? fault) => (Event, Fault) = (item, fault);

    /// <summary>The event; null when there is a fault.</summary>
    public TelemetryEvent? Event { get; }

    /// <summary>What was wrong with it.</summary>
    public Fault? Fault { get; }

    /// <summary>An event that could be read.</summary>
    public static IngestionItem Of(TelemetryEvent item) => new(item, null);

    /// <summary>One that could not.</summary>
    public static IngestionItem Faulty(Fault fault) => new(null, fault);
}
