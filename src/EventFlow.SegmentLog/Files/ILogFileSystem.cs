namespace EventFlow.SegmentLog;

/// <summary>What the log needs of a disk; a seam, so that tests can count syncs, fill the disk and break writes.</summary>
internal interface ILogFileSystem
{
    void CreateDirectory(string path);

    /// <summary>Full paths of the files in a folder that end in <paramref name="extension"/>; empty if there is no such folder.</summary>
    IReadOnlyList<string> ListFiles(string directory, string extension);

    bool FileExists(string path);

    /// <summary>Creates an empty file, replacing what an interrupted attempt left.</summary>
    ILogFile Create(string path);

    ILogFile Open(string path, bool writable);

    void Delete(string path);

    void Move(string from, string to);

    /// <summary>The content, or null if there is no such file.</summary>
    byte[]? ReadAll(string path);

    /// <summary>Replaces the file as a whole or not at all; on the disk when it returns only if <paramref name="durable"/>.</summary>
    void ReplaceAll(string path, ReadOnlySpan<byte> content, bool durable = false);

    /// <summary>Makes creations, moves and deletions in the folder durable.</summary>
    void SyncDirectory(string path);

    long AvailableFreeBytes(string path);
}
