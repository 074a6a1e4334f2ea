namespace EventFlow.Silo;

/// <summary>A delivery on its way to another silo: the bytes of each batch as the log holds them.</summary>
[GenerateSerializer, Alias("EventFlow.LogBatch")]
internal struct LogBatchSurrogate
{
    /// <summary>The grain stream.</summary>
    [Id(0)] public StreamId StreamId;

    /// <summary>Where it ends.</summary>
    [Id(1)] public StreamSequenceToken SequenceToken;

    /// <summary>Offset of the first event of each batch.</summary>
    [Id(2)] public long[] FirstOffsets;

    /// <summary>Number of events of each batch.</summary>
    [Id(3)] public int[] Counts;

    /// <summary>Each batch as the log holds it.</summary>
    [Id(4)] public byte[][] Payloads;
}
