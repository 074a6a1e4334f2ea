namespace EventFlow.Load;

/// <summary>Reads what a server on this machine uses, all its processes together, from /proc; elsewhere than on Linux it knows only the size of the data.</summary>
/// <param name="processes">The processes; none where they are not known.</param>
/// <param name="dataDirectory">Where the data lies; null when that is not known.</param>
internal sealed class ServerMeter(IReadOnlyList<int> processes, string? dataDirectory)
{
    // USER_HZ, which every Linux of the last twenty years has told programs.
    private const double TicksPerSecond = 100;

    /// <summary>Why there are no figures of the process; null when there are.</summary>
    public string? Missing => processes.Count == 0 ? "the process of the server is not known; give --pid" : OperatingSystem.IsLinux() ? null : "CPU, bytes and memory of another process are read from /proc, which only Linux has";

    /// <summary>The figures now.</summary>
    public ServerReading Read()
    {
        if (Missing is not null)
        {
            return new ServerReading(null, null, SizeOfData(), null, null);
        }

        var family = Family(processes);
        var status = family.Select(static id => Text($"/proc/{id}/status")).ToList();
        return new ServerReading(
            Sum(family.Select(static id => ProcText.CpuTicks(Text($"/proc/{id}/stat")))) / TicksPerSecond,
            Sum(family.Select(static id => ProcText.Field(Text($"/proc/{id}/io"), "write_bytes"))),
            SizeOfData(),
            Sum(status.Select(static s => ProcText.Field(s, "VmRSS"))) * 1024,
            Sum(status.Select(static s => ProcText.Field(s, "VmHWM"))) * 1024);
    }

    /// <summary>Resident memory now, bytes; null when it is not known.</summary>
    public long? ReadResident() => Missing is null ? Sum(Family(processes).Select(static id => ProcText.Field(Text($"/proc/{id}/status"), "VmRSS"))) * 1024 : null;

    /// <summary>Lets the peak begin anew, where that is allowed.</summary>
    public void ResetPeak()
    {
        if (Missing is not null)
        {
            return;
        }

        foreach (var process in processes)
        {
            try
            {
                File.WriteAllText($"/proc/{process}/clear_refs", "5");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Then the peak is that of the whole life of the process, which is never too low.
            }
        }
    }

    private static List<int> Family(IEnumerable<int> roots)
    {
        List<int> family = [.. roots];
        for (var i = 0; i < family.Count; i++)
        {
            var tasks = $"/proc/{family[i]}/task";
            if (Directory.Exists(tasks))
            {
                family.AddRange(ChildrenOf(tasks));
            }
        }

        return family;
    }

    private static IEnumerable<int> ChildrenOf(string tasks)
    {
        try
        {
            return [.. Directory.GetDirectories(tasks).SelectMany(static task => Text(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private long? SizeOfData()
    {
        if (dataDirectory is null || !Directory.Exists(dataDirectory))
        {
            return null;
        }

        var size = 0L;
        foreach (var file in new DirectoryInfo(dataDirectory).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                size += file.Length;
            }
            catch (FileNotFoundException)
            {
                // The server has just deleted it.
            }
        }

        return size;
    }

    private static long? Sum(IEnumerable<long?> values)
    {
        var known = values.Where(static v => v is not null).ToList();
        return known.Count == 0 ? null : known.Sum();
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
