namespace EventFlow.SegmentLog;

/// <summary>Whether batches are compressed before they are written. Either way everything stored is read.</summary>
public enum LogCompression
{
    /// <summary>Written as they come.</summary>
    None = 0,

    /// <summary>LZ4, on the appender's thread; a batch that would not become smaller by a sixteenth is written as it comes.</summary>
    Fast = 1,
}
