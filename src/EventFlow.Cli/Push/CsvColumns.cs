namespace EventFlow.Cli.Push;

/// <summary>Where a recording keeps time and value.</summary>
internal readonly record struct CsvColumns(int Timestamp, int Value)
{
    /// <summary>Without a header: time first, value second.</summary>
    public static CsvColumns Default => new(0, 1);

    /// <summary>Fields a row must have.</summary>
    public int Needed => Math.Max(Timestamp, Value) + 1;

    /// <summary>Finds the columns by the names people give them; columns besides them are ignored.</summary>
    public static bool TryFind(IReadOnlyList<string> header, out CsvColumns columns)
    {
        columns = new CsvColumns(Find(header, "timestamp", "time", "datetime", "date", "ts"), Find(header, "value", "val", "y"));
        return columns is { Timestamp: >= 0, Value: >= 0 };
    }

    private static int Find(IReadOnlyList<string> header, params ReadOnlySpan<string> names)
    {
        for (var i = 0; i < header.Count; i++)
        {
            foreach (var name in names)
            {
                if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
