using System.Globalization;

namespace EventFlow.Replay;

/// <summary>Turns what is asked for into spans of partitions that exist, or says what is wrong with it.</summary>
internal static class StreamRange
{
    /// <summary>What a query is about, from where it begins to the end of the log as it is now.</summary>
    public static Outcome<List<PartitionSpan>> Start(IEventLog log, EventQuery query)
    {
        if (log.Streams.FirstOrDefault(s => s.Name == query.Stream) is not { } stream) return NoStream<List<PartitionSpan>>(log, query.Stream);
        var faults = Check(query, stream);
        var offsets = new Dictionary<int, long>();
        if (query.Cursor is { } cursor && !TryReadCursor(cursor, stream, query.Partition, out offsets)) faults.Add(new("cursor", $"'{cursor}'", "the next of an earlier page, unchanged"));
        if (faults.Count > 0) return Outcome<List<PartitionSpan>>.Invalid(faults);
        if (query is { Cursor: null, Offset: { } offset }) offsets[query.Partition ?? 0] = offset;
        var ends = log.GetPartitions().Where(p => p.Stream == stream.Name && (query.Partition is null || p.Partition == query.Partition)).ToList();
        var (beyond, gone) = (new List<Fault>(), new List<Fault>());
        var spans = ends.ConvertAll(end => SpanOf(end, offsets, query, beyond, gone));
        return beyond.Count > 0 ? Outcome<List<PartitionSpan>>.Invalid(beyond)
            : gone.Count > 0 ? Outcome<List<PartitionSpan>>.Gone(gone)
            : Outcome<List<PartitionSpan>>.Done(spans);
    }

    /// <summary>There is no such stream.</summary>
    public static Outcome<T> NoStream<T>(IEventLog log, string stream) =>
        Outcome<T>.NotFound($"There is no stream '{stream}'; expected one of {string.Join(", ", log.Streams.Select(static s => s.Name))}.");

    /// <summary>The fault of a partition that the stream does not have; null when it has it.</summary>
    public static Fault? PartitionFault(EventStreamInfo stream, int? partition, string field = "partition") => partition is null || partition >= 0 && partition < stream.Partitions
        ? null
        : new(field, partition.Value.ToString(CultureInfo.InvariantCulture), stream.Partitions == 1 ? $"0, the only one of {stream.Name}" : $"0 to {stream.Partitions - 1}, the partitions of {stream.Name}");

    /// <summary>The fault of a span of time that ends before it begins; null when it does not.</summary>
    public static Fault? TimeFault(long? from, long? to) => from >= to
        ? new("to", to.Value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a time after from, which is {from}"))
        : null;

    private static List<Fault> Check(EventQuery query, EventStreamInfo stream)
    {
        List<Fault> faults = [];
        if (PartitionFault(stream, query.Partition) is { } unknown) faults.Add(unknown);
        if (query is { Offset: not null, Cursor: not null }) faults.Add(new("offset", "given beside cursor", "one of the two"));
        if (query is { Offset: not null, From: not null }) faults.Add(new("offset", "given beside from", "one of the two"));
        if (query is { Offset: not null, Partition: null, Cursor: null } && stream.Partitions > 1) faults.Add(new("partition", "missing", $"0 to {stream.Partitions - 1}, since offsets count within a partition"));
        if (query.Offset < 0) faults.Add(new("offset", query.Offset.Value.ToString(CultureInfo.InvariantCulture), "0 or more"));
        if (TimeFault(query.From, query.To) is { } inverted) faults.Add(inverted);
        return faults;
    }

    private static bool TryReadCursor(string text, EventStreamInfo stream, int? partition, out Dictionary<int, long> offsets)
    {
        if (!StreamCursor.TryParse(text, out var read)) read = [];
        offsets = read;
        var wanted = partition is { } one ? [one] : Enumerable.Range(0, stream.Partitions);
        return read.Keys.Order().SequenceEqual(wanted);
    }

    private static PartitionSpan SpanOf(EventPartitionInfo end, Dictionary<int, long> offsets, EventQuery query, List<Fault> beyond, List<Fault> gone)
    {
        if (!offsets.TryGetValue(end.Partition, out var offset)) offset = end.FirstOffset;
        var field = query.Cursor is null ? "offset" : "cursor";
        var found = string.Create(CultureInfo.InvariantCulture, $"{offset} in partition {end.Partition}");
        if (offset > end.NextOffset) beyond.Add(new(field, found, string.Create(CultureInfo.InvariantCulture, $"{end.FirstOffset} to {end.NextOffset}, where the next event will be")));
        else if (offset < end.FirstOffset) gone.Add(new(field, found + ", which retention has deleted", string.Create(CultureInfo.InvariantCulture, $"{end.FirstOffset} or more")));
        return new(end.Stream, end.Partition, offset, end.NextOffset, query.From, query.To);
    }
}
