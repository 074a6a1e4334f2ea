namespace EventFlow.SegmentLog;

/// <summary>Why offsets cannot be read any more although nothing deleted them on purpose.</summary>
public enum LossReason
{
    /// <summary>Not a reason.</summary>
    None = 0,

    /// <summary>A frame's payload does not match its checksum.</summary>
    PayloadDamaged = 1,

    /// <summary>No intact frame header stands where one should.</summary>
    HeaderDamaged = 2,

    /// <summary>A segment file, or its end, is gone.</summary>
    Missing = 3,

    /// <summary>A segment file's own header is unreadable or belongs to another partition; the file was set aside.</summary>
    ForeignSegment = 4,
}
