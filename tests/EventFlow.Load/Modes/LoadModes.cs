namespace EventFlow.Load;

/// <summary>All modes, in the order of the table.</summary>
internal static class LoadModes
{
    /// <summary>By name.</summary>
    public static readonly IReadOnlyList<LoadMode> All =
    [
        new("ingest-max", "events per second that are durable, and their CPU, as JSON and as lines", true, IngestModes.MaxAsync),
        new("ingest-25k", "latency of the acknowledgement at 25,000 events per second", true, IngestModes.SteadyAsync),
        new("metrics-10k-series", "samples per second through the detectors of 10,000 series", true, IngestModes.MetricsAsync),
        new("end-to-end", "from an event that crosses a threshold to the webhook, beside 1,000 events per second", true, EndToEndMode.RunAsync),
        new("bytes", "bytes on disk of an event", true, IngestModes.BytesAsync),
        new("replay", "stored samples read again, and through detection", true, ReplayMode.RunAsync),
        new("recovery", "from the start on a log of 10 GB to ready", true, RecoveryMode.RunAsync),
        new("fairness", "a caller that sends little beside one that floods", true, FairnessMode.RunAsync),
        new("overload", "twice the sustainable rate: memory, and whether everything acknowledged is in the log exactly once", true, OverloadMode.RunAsync),
        new("alerts", "alerts posted to /api/v2/alerts until they arrive at a webhook, one at a time and many at once; beside Alertmanager if wished", false, AlertsMode.RunAsync),
        new("scale", "clusters of several sizes on Orleans and PostgreSQL: CPU per event over the number of silos", false, ScaleMode.RunAsync),
        new("run", "a load as the options say", false, IngestModes.RunAsync),
    ];
}
