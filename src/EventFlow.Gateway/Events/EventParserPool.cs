using System.Collections.Concurrent;
using EventFlow.EventStore;

namespace EventFlow.Gateway.Events;

/// <summary>Parsers for reuse, a bounded number, over pools that all share. Thread safe.</summary>
internal sealed class EventParserPool
{
    private const int MaxKept = 32;

    private readonly ConcurrentBag<EventParser> _free = [];
    private readonly TextPool _texts = new();

    // Only what goes the long way asks here: spellings know the rest.
    private readonly SeriesPool _series = new(4096);
    private readonly SeriesSpellings _spellings = new();

    public EventParser Rent() => _free.TryTake(out var parser) ? parser : new EventParser(_texts, _series, _spellings);

    public void Return(EventParser parser)
    {
        if (_free.Count < MaxKept)
        {
            _free.Add(parser);
        }
    }
}
