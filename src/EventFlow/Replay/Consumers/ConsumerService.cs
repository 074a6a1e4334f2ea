using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>What the API and the dashboard do with consumers.</summary>
internal sealed partial class ConsumerService(
    IGrainFactory grains, IEventLog log, IEventQueries events, IOptions<ReplayOptions> options, IHostApplicationLifetime lifetime, ILogger<ConsumerService> logger) : IConsumerService
{
    private const int LongestName = 64;

    private IConsumerCatalogGrain Catalog => grains.GetGrain<IConsumerCatalogGrain>(Tenants.Default);

    public async ValueTask<IReadOnlyList<ConsumerStatus>> List()
    {
        var all = await Task.WhenAll((await Catalog.List()).Select(name => Grain(name).Get().AsTask()));
        return [.. all.OfType<ConsumerOffsets>().Select(StatusOf)];
    }

    public async ValueTask<ConsumerStatus?> Get(string name) => await Find(name) is { } stored ? StatusOf(stored) : null;

    public async ValueTask<Outcome<ConsumerStatus>> Put(string name, string stream, ConsumerStart start, string who, CancellationToken cancellationToken = default)
    {
        if (!IsName(name)) return Outcome<ConsumerStatus>.Invalid([new("name", $"'{name}'", $"1 to {LongestName} letters, digits, dashes, dots and underscores")]);
        if (await Find(name) is { } known)
        {
            return known.Stream == stream
                ? Outcome<ConsumerStatus>.Done(StatusOf(known))
                : Outcome<ConsumerStatus>.Conflict($"Consumer {name} reads {known.Stream}; delete it, or take another name for {stream}.");
        }

        var offsets = await OffsetsOf(stream, start, cancellationToken);
        if (!offsets.IsDone) return offsets.As<ConsumerStatus>();
        if (!await Catalog.Add(name, options.Value.MaxConsumers))
            return Outcome<ConsumerStatus>.Conflict($"There are {options.Value.MaxConsumers} consumers, the most that may be (EventFlow:Replay:MaxConsumers); delete one that nobody uses.");
        var stored = await Grain(name).Put(stream, offsets.Value!, who);
        LogMade(who, name, stream);
        return Outcome<ConsumerStatus>.Done(StatusOf(stored));
    }

    public async ValueTask<Outcome<ConsumerPage>> Read(string name, int limit, string? cursor, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        if (await Find(name) is not { } stored) return Unknown<ConsumerPage>(name);
        var (from, expired) = cursor is null ? Kept(stored) : (cursor, []);
        var query = new EventQuery(stored.Stream, null, null, null, null, EventFilter.All, limit, from);
        var page = await events.Read(query, cancellationToken);
        if (page is { IsDone: true, Value.Items.Count: 0 } && wait > TimeSpan.Zero)
        {
            await WaitAsync(stored.Stream, page.Value.Next, wait, cancellationToken);
            page = await events.Read(query, cancellationToken);
        }

        if (page.IsDone && StreamCursor.TryParse(page.Value!.Next, out var next))
            return Outcome<ConsumerPage>.Done(new(page.Value.Items, next, page.Value.Next, page.Value.More, [.. expired, .. page.Value.Lost]));
        return cursor is null && page.Kind == OutcomeKind.Invalid
            ? Outcome<ConsumerPage>.Conflict($"Consumer {name} is ahead of the log, which was set back: {page.Detail} Reset it.")
            : page.As<ConsumerPage>();
    }

    public async ValueTask<Outcome<ConsumerStatus>> Commit(string name, IReadOnlyDictionary<int, long> offsets)
    {
        if (await Find(name) is not { } stored) return Unknown<ConsumerStatus>(name);
        var ends = EndsOf(stored.Stream);
        var faults = new List<Fault>();
        foreach (var (partition, offset) in offsets)
        {
            var field = partition.ToString(CultureInfo.InvariantCulture);
            if (!ends.TryGetValue(partition, out var end)) faults.Add(new(field, "a partition", $"0 to {ends.Count - 1}, the partitions of {stored.Stream}"));
            else if (offset < 0 || offset > end.NextOffset) faults.Add(new(field, offset.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"0 to {end.NextOffset}, where the next event will be")));
        }

        if (offsets.Count == 0) faults.Add(new("body", "empty", "offsets by partition, such as {\"0\":120}: the commit of a page"));
        if (faults.Count > 0) return Outcome<ConsumerStatus>.Invalid(faults);
        var outcome = await Grain(name).Commit(offsets);
        return outcome.IsDone ? Outcome<ConsumerStatus>.Done(StatusOf(outcome.Value!)) : outcome.As<ConsumerStatus>();
    }

    public async ValueTask<Outcome<ConsumerStatus>> Reset(string name, ConsumerStart start, string who, CancellationToken cancellationToken = default)
    {
        if (await Find(name) is not { } stored) return Unknown<ConsumerStatus>(name);
        var offsets = await OffsetsOf(stored.Stream, start, cancellationToken);
        if (!offsets.IsDone) return offsets.As<ConsumerStatus>();
        if (await Grain(name).Reset(offsets.Value!) is not { } reset) return Unknown<ConsumerStatus>(name);
        LogReset(who, name);
        return Outcome<ConsumerStatus>.Done(StatusOf(reset));
    }

    public async ValueTask<Outcome<ConsumerStatus>> Delete(string name, string who)
    {
        if (await Find(name) is not { } stored) return Unknown<ConsumerStatus>(name);
        await Grain(name).Delete();
        await Catalog.Remove(name);
        LogDeleted(who, name);
        return Outcome<ConsumerStatus>.Done(StatusOf(stored));
    }

    // A process that stops lets nobody wait: the answer is what there is.
    private async Task WaitAsync(string stream, string cursor, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await events.WaitForMore(stream, cursor, wait, stopped.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It stops.
        }
    }

    // Asking for one that is not there must not make a grain.
    private async ValueTask<ConsumerOffsets?> Find(string name) => (await Catalog.List()).Contains(name) ? await Grain(name).Get() : null;

    private IConsumerGrain Grain(string name) => grains.GetGrain<IConsumerGrain>(name);

    private Dictionary<int, EventPartitionInfo> EndsOf(string stream) => log.GetPartitions().Where(p => p.Stream == stream).ToDictionary(static p => p.Partition);

    private async ValueTask<Outcome<Dictionary<int, long>>> OffsetsOf(string stream, ConsumerStart start, CancellationToken cancellationToken)
    {
        var ends = EndsOf(stream);
        if (ends.Count == 0) return StreamRange.NoStream<Dictionary<int, long>>(log, stream);
        if (start.From == ConsumerFrom.Time && start.Time is null) return Outcome<Dictionary<int, long>>.Invalid([new("time", "missing", "the event time at which it begins")]);
        var offsets = new Dictionary<int, long>();
        foreach (var end in ends.Values)
        {
            offsets[end.Partition] = start.From switch
            {
                ConsumerFrom.Latest => end.NextOffset,
                ConsumerFrom.Time => await FirstAt(end, start.Time!.Value, cancellationToken),
                _ => end.FirstOffset,
            };
        }

        return Outcome<Dictionary<int, long>>.Done(offsets);
    }

    private async ValueTask<long> FirstAt(EventPartitionInfo end, long from, CancellationToken cancellationToken)
    {
        await foreach (var batch in log.ReadByTime(end.Stream, end.Partition, end.FirstOffset, from, long.MaxValue, cancellationToken))
            for (var i = 0; i < batch.Events.Count; i++)
                if (batch.Events[i].Timestamp >= from) return batch.FirstOffset + i;
        return end.NextOffset;
    }

    private (string Cursor, List<LostEvents> Expired) Kept(ConsumerOffsets stored)
    {
        var (offsets, expired) = (new Dictionary<int, long>(), new List<LostEvents>());
        foreach (var end in EndsOf(stored.Stream).Values)
        {
            var offset = stored.Offsets.GetValueOrDefault(end.Partition);
            if (offset < end.FirstOffset) expired.Add(new(end.Partition, offset, end.FirstOffset, "expired"));
            offsets[end.Partition] = Math.Max(offset, end.FirstOffset);
        }

        return (StreamCursor.Format(offsets), expired);
    }

    private ConsumerStatus StatusOf(ConsumerOffsets stored)
    {
        List<ConsumerPartition> partitions = [.. EndsOf(stored.Stream).Values.OrderBy(static p => p.Partition).Select(end =>
        {
            var offset = stored.Offsets.GetValueOrDefault(end.Partition);
            return new ConsumerPartition(end.Partition, offset, end.NextOffset, log.CountBetween(end.Stream, end.Partition, Math.Max(offset, end.FirstOffset), end.NextOffset));
        })];
        return new(stored.Name, stored.Stream, partitions.Sum(static p => p.Lag), partitions, stored.CreatedBy, stored.CreatedAt, stored.CommittedAt);
    }

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static Outcome<T> Unknown<T>(string name) => Outcome<T>.NotFound($"There is no consumer '{name}'; PUT /api/consumers/{name} makes one.");

    [LoggerMessage(3310, LogLevel.Information, "{Who} made consumer {Consumer} of {Stream}")]
    private partial void LogMade(string who, string consumer, string stream);

    [LoggerMessage(3311, LogLevel.Information, "{Who} reset consumer {Consumer}")]
    private partial void LogReset(string who, string consumer);

    [LoggerMessage(3312, LogLevel.Information, "{Who} deleted consumer {Consumer}")]
    private partial void LogDeleted(string who, string consumer);
}
