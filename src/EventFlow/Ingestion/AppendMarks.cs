namespace EventFlow.Ingestion;

/// <summary>When a partition reached which offset, a bounded number of marks, so that the age of the oldest event that waits is known. Not thread safe.</summary>
internal sealed class AppendMarks
{
    private const int Most = 1024;

    private readonly List<(long NextOffset, long At)> _marks = [];
    private long _spacing;

    /// <summary>Begins with marks as far apart as <paramref name="spacing"/> ticks of the clock; they move apart while more time than that has to be covered.</summary>
    public AppendMarks(long spacing) => _spacing = Math.Max(1, spacing);

    /// <summary>The partition reaches to an offset.</summary>
    public void Add(long nextOffset, long at)
    {
        // The last mark takes what comes within its spacing: its time is that of its oldest event, which errs towards older.
        if (_marks.Count > 0 && at - _marks[^1].At < _spacing)
        {
            _marks[^1] = (nextOffset, _marks[^1].At);
            return;
        }

        if (_marks.Count == Most)
        {
            Thin();
        }

        _marks.Add((nextOffset, at));
    }

    /// <summary>When the oldest event from an offset on was appended; null when there is none. Marks before it are forgotten.</summary>
    public long? OldestFrom(long offset)
    {
        var done = 0;
        while (done < _marks.Count && _marks[done].NextOffset <= offset)
        {
            done++;
        }

        _marks.RemoveRange(0, done);
        return _marks.Count == 0 ? null : _marks[0].At;
    }

    private void Thin()
    {
        for (var i = 0; i < Most / 2; i++)
        {
            _marks[i] = (_marks[2 * i + 1].NextOffset, _marks[2 * i].At);
        }

        _marks.RemoveRange(Most / 2, Most / 2);
        _spacing *= 2;
    }
}
