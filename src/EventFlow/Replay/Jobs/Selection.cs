namespace EventFlow.Replay;

/// <summary>Picks the events of a batch that a replay wants.</summary>
internal static class Selection
{
    private static int[] _all = [.. Enumerable.Range(0, 1_024)];

    /// <summary>The wanted events with the places where they lay; null when there is none.</summary>
    public static (EventBatch? Wanted, IReadOnlyList<int> Places) Of(EventBatch batch, PartitionSpan span, EventMatcher matcher)
    {
        // Fast path: most batches are wanted whole, and need no copy.
        if (matcher.TakesAll && IsWithin(batch, span)) return (batch, AllPlaces(batch.Events.Count));
        var places = new List<int>();
        for (var i = 0; i < batch.Events.Count; i++)
            if (span.Holds(batch.FirstOffset + i, EventGlance.TimeOf(batch.Events, i)) && matcher.Matches(batch.Events, i)) places.Add(i);
        return places.Count == 0 ? (null, places)
            : places.Count == batch.Events.Count ? (batch, places)
            : (batch with { Events = [.. places.Select(p => batch.Events[p])] }, places);
    }

    private static bool IsWithin(EventBatch batch, PartitionSpan span)
    {
        if (batch.FirstOffset < span.FromOffset || batch.LastOffset >= span.ToOffset) return false;
        if (span.From is null && span.To is null) return true;
        for (var i = 0; i < batch.Events.Count; i++)
            if (!span.Holds(batch.FirstOffset + i, EventGlance.TimeOf(batch.Events, i))) return false;
        return true;
    }

    private static ArraySegment<int> AllPlaces(int count)
    {
        if (_all.Length < count) _all = [.. Enumerable.Range(0, count * 2)];
        return new(_all, 0, count);
    }
}
