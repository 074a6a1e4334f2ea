namespace EventFlow.Ingestion;

/// <summary>What a partition keeps: how far it is applied, for certain, and what it needs to tell duplicates from there on.</summary>
internal sealed class IngestionState
{
    /// <summary>Next offset to apply; everything before it is in saved state of the grains that took it.</summary>
    public long NextOffset { get; set; }

    /// <summary>The window of ids, as <see cref="DuplicateWindow.ToBytes"/> gives it.</summary>
    public byte[] Ids { get; set; } = [];

    /// <summary>The numbers seen, by producer.</summary>
    public Dictionary<string, ProducerSequence> Producers { get; set; } = [];

    /// <summary>Duplicates dropped so far.</summary>
    public long Duplicates { get; set; }

    /// <summary>Events routed so far.</summary>
    public long Events { get; set; }
}
