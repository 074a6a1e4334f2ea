using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>Fills <see cref="RecentEvents"/> from the end of the log.</summary>
internal sealed class RecentEventsReader(IEventLog log, RecentEvents recent, IngestionOptions options, IReadOnlyList<EventStreamInfo> streams)
{
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in streams)
        {
            // The streams of the log may have been told more of by now than when this was made.
            var now = log.Streams.First(s => s.Name == stream.Name);

            // First what earlier versions wrote: what is newer is remembered longer.
            foreach (var end in log.GetPartitions().Where(p => p.Stream == stream.Name).OrderBy(p => p.Partition < now.Written).ThenBy(static p => p.Partition))
            {
                await ReadAsync(now, end, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadAsync(EventStreamInfo stream, EventPartitionInfo end, CancellationToken cancellationToken)
    {
        // As far back as any version may have remembered it.
        var events = options.DuplicateWindow / Math.Min(stream.Written, stream.WrittenBefore);
        var from = await log.FindBack(end.Stream, end.Partition, events, cancellationToken).ConfigureAwait(false);
        await foreach (var batch in log.Read(end.Stream, end.Partition, from, cancellationToken).ConfigureAwait(false))
        {
            Note(stream, batch, EncodedEvents.Of(batch));
        }
    }

    private void Note(EventStreamInfo stream, EventBatch batch, EncodedEvents events)
    {
        if (batch is { Producer: { } producer, Sequence: { } sequence })
        {
            recent.NoteBatch(stream.Name, batch.Partition, batch.FirstOffset, HomesOf(stream, batch.Partition, events), producer, sequence);
        }

        if (events.HasIds)
        {
            NoteIds(stream, batch.Partition, events);
        }
    }

    private static uint HomesOf(EventStreamInfo stream, int partition, EncodedEvents events)
    {
        var homes = 0u;
        for (var i = 0; i < events.Count; i++)
        {
            homes |= 1u << (events.KindOf(i) == EventKind.Metric ? partition : Partitioning.Of(events.ServiceOf(i), stream.Partitions));
        }

        return homes;
    }

    private void NoteIds(EventStreamInfo stream, int partition, EncodedEvents events)
    {
        var ids = new List<ulong>?[stream.Written];
        for (var i = 0; i < events.Count; i++)
        {
            if (events.IdOf(i) is { } id)
            {
                var service = events.ServiceOf(i);
                var usual = events.KindOf(i) == EventKind.Metric ? partition : Partitioning.Of(service, stream.Written);
                (ids[usual] ??= []).Add(EventIdHash.Of(service, id));
            }
        }

        for (var usual = 0; usual < ids.Length; usual++)
        {
            recent.NoteEvents(stream.Name, usual, ids[usual] ?? []);
        }
    }
}
