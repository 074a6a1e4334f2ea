namespace EventFlow.Cli.Push;

/// <summary>What became of the rows. Grows while a push runs.</summary>
internal sealed class PushSummary
{
    /// <summary>Reasons kept for the person; the rest is counted.</summary>
    public const int ReasonsKept = 5;

    /// <summary>Rows sent and answered.</summary>
    public long Sent { get; set; }

    /// <summary>Rows stored.</summary>
    public long Accepted { get; set; }

    /// <summary>Rows the silo had already.</summary>
    public long Duplicates { get; set; }

    /// <summary>Rows the silo refused.</summary>
    public long Rejected { get; set; }

    /// <summary>Rows that could not be read.</summary>
    public long Malformed { get; set; }

    /// <summary>Times a request was repeated.</summary>
    public long Retries { get; set; }

    /// <summary>From the first row to the last answer.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Why the push ended early, or null.</summary>
    public string? Ended { get; set; }

    /// <summary>The first refused rows: line and reason.</summary>
    public List<CsvFault> Rejections { get; } = [];

    /// <summary>The first unreadable rows.</summary>
    public List<CsvFault> Faults { get; } = [];

    /// <summary>Rows per second; 0 before any time has passed.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Sent / Elapsed.TotalSeconds : 0;

    /// <summary>All rows are in the silo, now or from before.</summary>
    public bool Complete => Ended is null && Rejected == 0 && Malformed == 0 && Sent > 0;

    public void AddFault(CsvFault fault)
    {
        Malformed++;
        Keep(Faults, fault);
    }

    public void AddRejection(CsvFault rejection) => Keep(Rejections, rejection);

    private static void Keep(List<CsvFault> list, CsvFault fault)
    {
        if (list.Count < ReasonsKept)
        {
            list.Add(fault);
        }
    }
}
