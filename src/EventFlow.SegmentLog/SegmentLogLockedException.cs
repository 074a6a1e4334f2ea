namespace EventFlow.SegmentLog;

/// <summary>The log folder belongs to another running process.</summary>
public sealed class SegmentLogLockedException : IOException
{
    internal SegmentLogLockedException(string directory, string owner)
        : base($"The log folder {directory} is in use by {owner}; expected no other user. Stop that process, or give this one a folder of its own.")
    {
        Directory = directory;
        Owner = owner;
    }

    /// <summary>The folder asked for.</summary>
    public string Directory { get; }

    /// <summary>Process id, name, machine and since when.</summary>
    public string Owner { get; }
}
