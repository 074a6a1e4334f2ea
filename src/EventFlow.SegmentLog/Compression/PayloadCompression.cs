namespace EventFlow.SegmentLog;

/// <summary>How a payload lies in its frame; the numbers are stored. 1 and 2 (Brotli, deflate) were measured and found too slow; they stay unused.</summary>
internal enum PayloadCompression : byte
{
    /// <summary>As appended.</summary>
    None = 0,

    /// <summary>One LZ4 block.</summary>
    Lz4 = 3,
}
