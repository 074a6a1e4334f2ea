namespace EventFlow;

/// <summary>What a replay gives its events to. The values are stored and never change.</summary>
public enum ReplayTarget
{
    /// <summary>Not said.</summary>
    None = 0,
    /// <summary>Nothing: they are read and counted.</summary>
    DryRun = 1,
    /// <summary>Rules and detectors in a space of their own: nothing live sees it, and nobody is told.</summary>
    Detection = 2,
    /// <summary>The live path, as copies under other service names.</summary>
    Ingestion = 3,
    /// <summary>A URL, in batches of lines of JSON.</summary>
    Webhook = 4,
    /// <summary>A file to fetch.</summary>
    File = 5,
}
