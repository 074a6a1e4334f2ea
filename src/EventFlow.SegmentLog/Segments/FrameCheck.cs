namespace EventFlow.SegmentLog;

/// <summary>What stands at a position of a segment file.</summary>
internal enum FrameCheck
{
    /// <summary>Header and payload verify.</summary>
    Intact,

    /// <summary>The file ends exactly here.</summary>
    End,

    /// <summary>The header verifies, the payload is all there but does not.</summary>
    BadPayload,

    /// <summary>No header that verifies.</summary>
    BadHeader,

    /// <summary>The file ends within the frame.</summary>
    Torn,
}
