using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>Answers questions for stored events. Thread safe; a page holds files open only while it is made.</summary>
internal sealed class EventQueries(IEventLog log, StreamRates rates, EventArrivals arrivals, IOptions<ReplayOptions> options, TimeProvider time) : IEventQueries
{
    private const int EventsAtOnce = 500;

    public IReadOnlyList<StreamSummary> GetStreams()
    {
        var partitions = log.GetPartitions().ToLookup(static p => p.Stream, StringComparer.Ordinal);
        return [.. log.Streams.Select(s => Summary(s.Name, [.. partitions[s.Name].Select(PartitionOf)]))];
    }

    public StreamSummary? GetStream(string stream) => GetStreams().FirstOrDefault(s => s.Name == stream);

    public async ValueTask<Outcome<EventPage>> Read(EventQuery query, CancellationToken cancellationToken = default)
    {
        var start = StreamRange.Start(log, query);
        if (!start.IsDone) return start.As<EventPage>();
        var spans = start.Value!;
        var page = new PageBuilder(query.Filter, spans, query.Limit, options.Value.EventsPerPage);
        await using var reader = await MergedReader.OpenAsync(log, spans, cancellationToken);
        while (!page.IsFull && await reader.NextAsync() is { } next) page.Take(next.Span, next.Batch);
        return Outcome<EventPage>.Done(page.Finish(LostOf(query.Stream)));
    }

    public Outcome<IAsyncEnumerable<EventPage>> ReadAll(EventQuery query, CancellationToken cancellationToken = default)
    {
        var start = StreamRange.Start(log, query);
        return start.IsDone ? Outcome<IAsyncEnumerable<EventPage>>.Done(Pages(query, start.Value!, cancellationToken)) : start.As<IAsyncEnumerable<EventPage>>();
    }

    public async Task WaitForMore(string stream, string cursor, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        if (!StreamCursor.TryParse(cursor, out var offsets)) throw new ArgumentException($"The cursor is '{cursor}'; expected one that a page gave.", nameof(cursor));
        var started = time.GetTimestamp();
        while (true)
        {
            var append = arrivals.NextAppend(stream);
            if (log.GetPartitions().Any(p => p.Stream == stream && offsets.TryGetValue(p.Partition, out var at) && p.NextOffset > at)) return;
            var left = atMost - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return;
            await arrivals.WaitAsync(append, left, cancellationToken);
        }
    }

    private async IAsyncEnumerable<EventPage> Pages(EventQuery query, List<PartitionSpan> spans, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await MergedReader.OpenAsync(log, spans, cancellationToken);
        for (var left = query.Limit; left > 0;)
        {
            var page = new PageBuilder(query.Filter, spans, left, options.Value.EventsPerPage);
            var isEnd = false;
            while (!page.IsFull && page.Count < EventsAtOnce && !isEnd)
            {
                if (await reader.NextAsync() is { } next) page.Take(next.Span, next.Batch);
                else isEnd = true;
            }

            var done = isEnd ? page.Finish(LostOf(query.Stream)) : page.Pause(LostOf(query.Stream));
            yield return done;
            if (isEnd) yield break;
            left -= done.Items.Count;
            spans = page.Rest();
        }
    }

    private ILookup<int, LostEvents> LostOf(string stream) => log.GetPartitions().Where(p => p.Stream == stream).SelectMany(static p => p.Lost).ToLookup(static l => l.Partition);

    private PartitionSummary PartitionOf(EventPartitionInfo p) =>
        new(p.Partition, p.FirstOffset, p.NextOffset, p.Bytes, p.Segments, p.FirstTime, p.LastTime, Math.Round(rates.Note(p), 2), p.Lost);

    private StreamSummary Summary(string name, List<PartitionSummary> partitions) => new(
        name, partitions.Sum(p => log.CountBetween(name, p.Partition, p.FirstOffset, p.NextOffset) - p.Lost.Sum(l => Math.Max(0, l.EndOffset - Math.Max(l.FirstOffset, p.FirstOffset)))), partitions.Sum(static p => p.Bytes),
        partitions.Min(static p => p.FirstTime), partitions.Max(static p => p.LastTime), Math.Round(partitions.Sum(static p => p.EventsPerSecond), 2), partitions);
}
