namespace EventFlow.Replay;

/// <summary>Fills one page, and knows in every partition where the next one begins.</summary>
internal sealed class PageBuilder(EventFilter filter, List<PartitionSpan> spans, int limit, int mostScanned)
{
    private readonly EventMatcher _matcher = new(filter);
    private readonly Dictionary<int, long> _next = spans.ToDictionary(static s => s.Partition, static s => s.FromOffset);
    private readonly List<StoredEvent> _items = [];
    private long _scanned;

    public int Count => _items.Count;

    public bool IsFull => _items.Count >= limit || _scanned >= mostScanned;

    public void Take(PartitionSpan span, EventBatch batch)
    {
        for (var i = (int)Math.Max(0, span.FromOffset - batch.FirstOffset); i < batch.Events.Count; i++)
        {
            var offset = batch.FirstOffset + i;
            if (offset >= span.ToOffset || _items.Count >= limit) return;
            if (span.Holds(offset, EventGlance.TimeOf(batch.Events, i)) && _matcher.Matches(batch.Events, i)) _items.Add(new(batch.Stream, batch.Partition, offset, batch.ReceivedAt, batch.Events[i]));
            _next[span.Partition] = offset + 1;
            _scanned++;
        }
    }

    /// <summary>The page when it is full, or when there was nothing left to read.</summary>
    public EventPage Finish(ILookup<int, LostEvents> lost)
    {
        if (IsFull) return Pause(lost);

        // All was read: what does not touch the span of time was passed over, and need not be looked at again.
        foreach (var span in spans) _next[span.Partition] = span.ToOffset;
        return Pause(lost);
    }

    /// <summary>The page as it is.</summary>
    public EventPage Pause(ILookup<int, LostEvents> lost)
    {
        var more = spans.Exists(s => _next[s.Partition] < s.ToOffset);
        List<LostEvents> passed = [.. spans.SelectMany(s => lost[s.Partition].Where(l => l.EndOffset > s.FromOffset && l.FirstOffset < _next[s.Partition]))];
        return new(_items, StreamCursor.Format(_next), more, _scanned, passed);
    }

    /// <summary>What is left of the spans.</summary>
    public List<PartitionSpan> Rest() => spans.ConvertAll(s => s with { FromOffset = _next[s.Partition] });
}
