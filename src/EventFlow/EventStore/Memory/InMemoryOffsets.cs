using System.Globalization;

namespace EventFlow.EventStore;

/// <summary>
/// Where the offsets of a log in memory begin. Grains save how far they have read; so that a later process does not give offsets they believe to have read, they begin with the time of the start, 1,024 for
/// each millisecond since 1970. A clock may be set back, so they also begin beyond what the process before may have given, which stands in a file of the data directory.
/// </summary>
/// <param name="directory">The data directory; null where there is none, and nobody saves how far they have read.</param>
/// <param name="clock">The time of the start.</param>
public sealed class InMemoryOffsets(string? directory, TimeProvider clock)
{
    private const long PerMillisecond = 1_024;

    // Days of full speed. The clock runs faster than that, so the file decides only where the clock was set back.
    private const long Reserved = 1L << 36;

    /// <summary>The first offset of this process, the same for all partitions.</summary>
    public long Reserve()
    {
        var first = clock.GetUtcNow().ToUnixTimeMilliseconds() * PerMillisecond;
        if (directory is null)
        {
            return first;
        }

        var path = Path.Combine(directory, "memory-log");
        if (File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var given))
        {
            first = Math.Max(first, given);
        }

        Directory.CreateDirectory(directory);
        var temporary = path + ".new";
        File.WriteAllText(temporary, (first + Reserved).ToString(CultureInfo.InvariantCulture));
        File.Move(temporary, path, overwrite: true);
        return first;
    }
}
