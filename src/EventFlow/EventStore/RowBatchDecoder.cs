using System.Text;

namespace EventFlow.EventStore;

/// <summary>Reads a batch in version 1 of <see cref="EventBatchFormat"/>, as earlier programs wrote it. Thread safe; the pools are shared by all reads.</summary>
internal sealed class RowBatchDecoder(TextPool texts, SeriesPool series)
{
    private const int LeastEventBytes = 6;

    /// <summary>The batch that starts at an offset; <paramref name="reader"/> stands behind the version.</summary>
    public EventBatch Decode(ref ByteReader reader, string stream, int partition, long firstOffset)
    {
        var flags = reader.ReadByte("flags");
        if ((flags & ~(EventBatchFormat.HasProducer | EventBatchFormat.HasSequence)) != 0)
        {
            reader.ThrowInvalid("flags", flags.ToString(), "0 to 3");
        }

        var receivedAt = reader.ReadSigned("arrival time");
        var producer = (flags & EventBatchFormat.HasProducer) != 0 ? texts.Get(reader.ReadText("producer")) : null;
        long? sequence = (flags & EventBatchFormat.HasSequence) != 0 ? reader.ReadSigned("sequence") : null;
        var names = ReadTexts(ref reader);
        var known = ReadSeries(ref reader, names);
        var events = ReadEvents(ref reader, names, known, receivedAt);
        if (reader.Remaining > 0)
        {
            reader.ThrowInvalid("the end", $"{reader.Remaining} bytes too early", "nothing behind the last event");
        }

        return new EventBatch(stream, partition, firstOffset, receivedAt, events) { Producer = producer, Sequence = sequence };
    }

    private string[] ReadTexts(ref ByteReader reader)
    {
        var names = new string[reader.ReadCount("number of texts")];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = texts.Get(reader.ReadText("text"));
        }

        return names;
    }

    private PooledSeries[] ReadSeries(ref ByteReader reader, string[] names)
    {
        var known = new PooledSeries[reader.ReadCount("number of series", leastBytes: 4)];
        for (var i = 0; i < known.Length; i++)
        {
            var service = names[reader.ReadIndex("service of a series", names.Length)];
            var metric = names[reader.ReadIndex("metric of a series", names.Length)];
            var unit = reader.ReadIndex("unit of a series", names.Length + 1);
            var pairs = ReadPairs(ref reader, names);
            known[i] = series.Get(service, metric, unit == 0 ? null : names[unit - 1], pairs);
        }

        return known;
    }

    private static string[] ReadPairs(ref ByteReader reader, string[] names)
    {
        var count = reader.ReadCount("number of labels", leastBytes: 2);
        if (count == 0)
        {
            return [];
        }

        var pairs = new string[count * 2];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = names[reader.ReadIndex("label", names.Length)];
        }

        return pairs;
    }

    private static TelemetryEvent[] ReadEvents(ref ByteReader reader, string[] names, PooledSeries[] known, long receivedAt)
    {
        var events = new TelemetryEvent[reader.ReadCount("number of events", LeastEventBytes)];
        var time = receivedAt;
        for (var i = 0; i < events.Length; i++)
        {
            var kind = (EventKind)reader.ReadByte("kind");
            time = unchecked(time + reader.ReadSigned("time"));
            var id = ReadId(ref reader);
            var attributes = LabelSet.FromPairs(ReadPairs(ref reader, names));
            events[i] = kind switch
            {
                EventKind.Metric => ReadMetric(ref reader, known, time, id, attributes),
                EventKind.Log => ReadLog(ref reader, names, time, id, attributes),
                EventKind.Domain => ReadDomain(ref reader, names, time, id, attributes),
                _ => UnknownKind(ref reader, kind),
            };
        }

        return events;
    }

    private static string? ReadId(ref ByteReader reader)
    {
        var lengthAndOne = reader.ReadVarint("length of an id");
        if (lengthAndOne == 0)
        {
            return null;
        }

        if (lengthAndOne - 1 > (ulong)reader.Remaining)
        {
            reader.ThrowInvalid("length of an id", (lengthAndOne - 1).ToString(), $"at most {reader.Remaining}");
        }

        return Text(reader.ReadBytes((int)(lengthAndOne - 1), "id"));
    }

    private static MetricEvent ReadMetric(ref ByteReader reader, PooledSeries[] known, long time, string? id, LabelSet attributes)
    {
        var of = known[reader.ReadIndex("series of a sample", known.Length)];
        var value = reader.ReadDouble("value");
        if (!double.IsFinite(value))
        {
            reader.ThrowInvalid("value", value.ToString(), "a finite number");
        }

        return new MetricEvent(time, of.Service, id, attributes, of.Metric, value, of.Unit, of.Labels, of.Series);
    }

    private static LogEvent ReadLog(ref ByteReader reader, string[] names, long time, string? id, LabelSet attributes)
    {
        var service = names[reader.ReadIndex("service of a log record", names.Length)];
        var level = reader.ReadByte("level");
        if (level > (byte)LogSeverity.Fatal)
        {
            reader.ThrowInvalid("level", level.ToString(), $"0 to {(byte)LogSeverity.Fatal}");
        }

        var message = Text(reader.ReadText("message"));
        return new LogEvent(time, service, id, attributes, (LogSeverity)level, message, ReadTraceId(ref reader));
    }

    private static string? ReadTraceId(ref ByteReader reader)
    {
        var form = reader.ReadByte("form of a trace id");
        switch (form)
        {
            case EventBatchFormat.NoTraceId:
                return null;
            case EventBatchFormat.BinaryTraceId:
                return Convert.ToHexStringLower(reader.ReadBytes(EventBatchFormat.TraceIdBytes, "trace id"));
            case EventBatchFormat.TextTraceId:
                return Text(reader.ReadText("trace id"));
            default:
                reader.ThrowInvalid("form of a trace id", form.ToString(), "0 to 2");
                return null;
        }
    }

    private static DomainEvent ReadDomain(ref ByteReader reader, string[] names, long time, string? id, LabelSet attributes)
    {
        var service = names[reader.ReadIndex("service of a domain event", names.Length)];
        var type = names[reader.ReadIndex("type of a domain event", names.Length)];
        return new DomainEvent(time, service, id, attributes, type, Text(reader.ReadText("data")));
    }

    private static TelemetryEvent UnknownKind(ref ByteReader reader, EventKind kind)
    {
        reader.ThrowInvalid("kind", ((byte)kind).ToString(), "1 to 3");
        return null!;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => TextPool.Strict.GetString(utf8);
}
