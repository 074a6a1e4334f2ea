using EventFlow.EventStore;

namespace EventFlow.Cli.Migrate;

/// <summary>Moves the events, each to the offset it has: what grains have noted of offsets stays true. Goes on where an interrupted move ended.</summary>
internal sealed class LogMigration(IEventLog from, IFollowedEventLog to, MigrationTarget target, IMigrationProgress progress, TimeProvider time)
{
    private readonly EventBatchCodec _codec = new();
    private long _total;
    private long _done;

    /// <returns>Count and checksum of the batches, and the number of events.</returns>
    /// <exception cref="MigrationException">Both sides do not hold the same afterwards.</exception>
    public async Task<(ContentSum Batches, long Events)> RunAsync(CancellationToken cancellation)
    {
        var partitions = from.GetPartitions();
        _total = Math.Max(1, partitions.Sum(static p => p.NextOffset - p.FirstOffset));
        foreach (var partition in partitions) await MoveAsync(partition, cancellation).ConfigureAwait(false);
        var (here, there, events) = (new ContentSum(), new ContentSum(), 0L);
        foreach (var partition in partitions)
        {
            progress.Report($"checking {partition.Stream}/{partition.Partition}", 1);
            events += await AddAsync(here, from, partition, cancellation).ConfigureAwait(false);
            await AddAsync(there, to, partition, cancellation).ConfigureAwait(false);
        }

        return here.Count == there.Count && here.ToString() == there.ToString()
            ? (here, events)
            : throw new MigrationException($"The database holds {there.Count} batches of events with checksum {there}; the data directory {here.Count} with {here}. Move into an empty database.");
    }

    private async Task MoveAsync(EventPartitionInfo partition, CancellationToken cancellation)
    {
        var (stream, number) = (partition.Stream, partition.Partition);
        await foreach (var batch in from.Read(stream, number, Math.Max(partition.FirstOffset, to.GetNextOffset(stream, number)), cancellation).ConfigureAwait(false))
        {
            var next = to.GetNextOffset(stream, number);
            if (batch.LastOffset < next) continue;
            if (batch.FirstOffset > next) await target.SkipToAsync(stream, number, batch.FirstOffset, cancellation).ConfigureAwait(false);
            await AppendAsync(batch, cancellation).ConfigureAwait(false);
            _done += batch.Events.Count;
            progress.Report($"{stream}/{number}: {_done} of {_total} events", (double)_done / _total);
        }

        // Offsets that nothing is kept of any more, at the end of a partition that retention has emptied or damage has shortened.
        if (to.GetNextOffset(stream, number) < partition.NextOffset) await target.SkipToAsync(stream, number, partition.NextOffset, cancellation).ConfigureAwait(false);
    }

    private async Task AppendAsync(EventBatch batch, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var result = await to.Append(batch, cancellation).ConfigureAwait(false);
            if (result.IsStored && result.FirstOffset == batch.FirstOffset) return;
            if (result.IsStored)
            {
                throw new MigrationException($"{batch.Stream}/{batch.Partition} took offset {batch.FirstOffset} as {result.FirstOffset}: another process writes there. Stop it, and move into an empty database.");
            }

            if (tries >= 10)
            {
                throw new MigrationException($"The database does not take the events at {batch.Stream}/{batch.Partition}, offset {batch.FirstOffset}: {result.Reason}. Run the command again when it does; it goes on there.");
            }

            await Task.Delay(result.RetryAfter, time, cancellation).ConfigureAwait(false);
        }
    }

    // Of each batch its place and its events, in the one layout that they have whoever stored them.
    private async Task<long> AddAsync(ContentSum sum, IEventLog log, EventPartitionInfo partition, CancellationToken cancellation)
    {
        var events = 0L;
        await foreach (var batch in log.Read(partition.Stream, partition.Partition, partition.FirstOffset, cancellation).ConfigureAwait(false))
        {
            sum.Add(partition.Stream, $"{partition.Partition}/{batch.FirstOffset}", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_codec.Encode(batch).Payload.Span)));
            events += batch.Events.Count;
        }

        return events;
    }
}
