using System.Globalization;

namespace EventFlow.Load;

/// <summary>Reads the texts of /proc.</summary>
internal static class ProcText
{
    private const int UserTime = 11;

    /// <summary>CPU time of a process and of its children that have ended, in clock ticks, from /proc/PID/stat; null when the text is none.</summary>
    public static long? CpuTicks(string stat)
    {
        // The name stands in parentheses and may itself hold any character.
        var end = stat.LastIndexOf(')');
        var fields = end < 0 ? [] : stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < UserTime + 4 ? null : Enumerable.Range(UserTime, 4).Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture));
    }

    /// <summary>The number behind a name and a colon, as in /proc/PID/io or /proc/PID/status; null when the name is not there.</summary>
    public static long? Field(string text, string name)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ':')
            {
                return long.TryParse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
            }
        }

        return null;
    }
}
