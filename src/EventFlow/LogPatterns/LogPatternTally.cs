namespace EventFlow.LogPatterns;

/// <summary>How many records of a second belong to which pattern; emptied and used again by its owner. For one thread at a time.</summary>
public sealed class LogPatternTally
{
    private readonly List<(LogPattern Pattern, int Absorbed, int Count)> _counts = [];

    /// <summary>A tally of nothing.</summary>
    public static LogPatternTally None { get; } = new();

    /// <summary>Patterns with records.</summary>
    public int Count => _counts.Count;

    /// <summary>Life of the miner that found the patterns: ids of one life mean nothing in another.</summary>
    public long Epoch { get; private set; }

    /// <summary>A pattern, how many others had turned out to be it by then, and its records.</summary>
    public (LogPattern Pattern, int Absorbed, int Count) this[int index] => _counts[index];

    /// <summary>Counts a record, or several.</summary>
    public void Add(LogPattern pattern, long epoch, int records = 1)
    {
        Epoch = epoch;
        if (ReferenceEquals(pattern.Mark.Tally, this) && pattern.Mark.Index < _counts.Count && ReferenceEquals(_counts[pattern.Mark.Index].Pattern, pattern))
        {
            _counts[pattern.Mark.Index] = (pattern, pattern.Absorbed.Count, _counts[pattern.Mark.Index].Count + records);
            return;
        }

        pattern.Mark = (this, _counts.Count);
        _counts.Add((pattern, pattern.Absorbed.Count, records));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _counts.Clear();
}
