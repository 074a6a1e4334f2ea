namespace EventFlow.Simulation.Tests.Engines;

/// <summary>The rule of duplicates, written as plainly as it can be said.</summary>
internal sealed class PlainDuplicates
{
    public const int Window = 20;
    public const int Producers = 3;
    private const int Numbers = 64;

    private readonly List<(string Service, string Id)> _ids = [];
    private readonly List<(string Producer, List<long> Numbers)> _producers = [];

    /// <summary>The events of a frame that are new.</summary>
    public IEnumerable<(long Offset, TelemetryEvent Event)> Keep(EventBatch frame)
    {
        if (frame is { Producer: { } producer, Sequence: { } number } && !KeepNumber(producer, number)) return [];
        return [.. frame.Events.Select((e, at) => (Offset: frame.FirstOffset + at, Event: e)).Where(e => KeepId(e.Event))];
    }

    private bool KeepId(TelemetryEvent item)
    {
        if (item.Id is null) return true;
        if (_ids.TakeLast(Window).Contains((item.Service, item.Id))) return false;
        _ids.Add((item.Service, item.Id));
        return true;
    }

    private bool KeepNumber(string producer, long number)
    {
        var known = _producers.Find(p => p.Producer == producer);
        if (known.Numbers is { } numbers && (numbers.Contains(number) || numbers.Max() - number >= Numbers)) return false;

        // The list is in the order in which producers were last heard of.
        if (known.Numbers is null && _producers.Count == Producers) _producers.RemoveAt(0);
        _producers.RemoveAll(p => p.Producer == producer);
        _producers.Add((producer, [.. known.Numbers ?? [], number]));
        return true;
    }
}
