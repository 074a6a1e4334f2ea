using System.Text.Unicode;

namespace EventFlow.EventStore;

/// <summary>Reads and checks the sections of an encoded batch: after it nothing of the batch can be found corrupt.</summary>
internal ref struct EncodedLayoutReader
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly SeriesPool _pool;
    private readonly TextPool _textPool;
    private ByteReader _reader;
    private Range[] _texts = [];
    private int[][] _shapes = [];
    private PooledSeries[] _series = [];
    private EncodedPlace[] _places = [];

    private EncodedLayoutReader(ReadOnlySpan<byte> payload, TextPool texts, SeriesPool series)
    {
        (_textPool, _pool) = (texts, series);
        _payload = payload;
        _reader = new ByteReader(payload);
    }

    public static EncodedLayout Read(ReadOnlySpan<byte> payload, TextPool texts, SeriesPool series) => new EncodedLayoutReader(payload, texts, series).Read();

    private EncodedLayout Read()
    {
        _reader.ReadByte("version");
        var flags = _reader.ReadByte("flags");
        if ((flags & ~(EventBatchFormat.HasProducer | EventBatchFormat.HasSequence)) != 0)
        {
            _reader.ThrowInvalid("flags", flags.ToString(), "0 to 3");
        }

        var receivedAt = _reader.ReadSigned("arrival time");
        var producer = (flags & EventBatchFormat.HasProducer) != 0 ? _textPool.Get(_reader.ReadText("producer")) : null;
        long? sequence = (flags & EventBatchFormat.HasSequence) != 0 ? _reader.ReadSigned("sequence") : null;
        var count = _reader.ReadCount("number of events", leastBytes: 2);
        ReadTexts(Section("texts"));
        ReadShapes(Section("shapes"));
        ReadSeries(Section("series"));
        _places = new EncodedPlace[count];
        ReadKinds(Section("kinds"));
        var (first, last) = ReadTimes(Section("times"), receivedAt);
        var ids = Section("ids");
        var hasIds = ids.Remaining > 0;
        ReadIds(ids);
        ReadAttributes(Section("attributes"));
        ReadServices(Section("services"));
        ReadLevels(Section("levels"));
        ReadTraces(Section("traces"));
        ReadTypes(Section("types"));
        var lengths = Section("lengths");
        ReadBodies(lengths, Section("bodies"));
        ReadSamples(Section("samples"));
        ReadValues(Section("values"));
        End(_reader, "the batch");
        return new EncodedLayout(receivedAt, producer, sequence, _texts, _shapes, _series, _places, hasIds, first, last);
    }

    private ByteReader Section(string what)
    {
        var length = _reader.ReadCount(what);
        var section = new ByteReader(_payload[..(_reader.Position + length)], _reader.Position);
        _reader.ReadBytes(length, what);
        return section;
    }

    private static void End(ByteReader reader, string what)
    {
        if (reader.Remaining > 0)
        {
            reader.ThrowInvalid($"the end of {what}", $"{reader.Remaining} bytes too early", "nothing behind the last entry");
        }
    }

    private void ReadTexts(ByteReader reader)
    {
        if (reader.Remaining == 0)
        {
            return;
        }

        _texts = new Range[reader.ReadCount("number of texts")];
        for (var i = 0; i < _texts.Length; i++)
        {
            var length = reader.ReadCount("length of a text");
            _texts[i] = new Range(reader.Position, reader.Position + length);
            CheckText(ref reader, reader.ReadBytes(length, "text"));
        }

        End(reader, "texts");
    }

    private void ReadShapes(ByteReader reader)
    {
        if (reader.Remaining == 0)
        {
            return;
        }

        _shapes = new int[reader.ReadCount("number of shapes")][];
        for (var i = 0; i < _shapes.Length; i++)
        {
            var names = new int[reader.ReadCount("number of names")];
            for (var j = 0; j < names.Length; j++)
            {
                names[j] = reader.ReadIndex("name", _texts.Length);
            }

            _shapes[i] = names;
        }

        End(reader, "shapes");
    }

    private void ReadSeries(ByteReader reader)
    {
        if (reader.Remaining == 0)
        {
            return;
        }

        _series = new PooledSeries[reader.ReadCount("number of series", leastBytes: 2)];
        for (var i = 0; i < _series.Length; i++)
        {
            var unit = reader.ReadIndex("unit of a series", _texts.Length + 1);
            var id = reader.ReadText("series");
            _series[i] = _pool.Find(id, unit == 0 ? null : _textPool.Get(_payload[_texts[unit - 1]])) ?? NoSeries(ref reader);
        }

        End(reader, "series");
    }

    private static PooledSeries NoSeries(ref ByteReader reader)
    {
        reader.ThrowInvalid("series", "no series", "metric{service=\"name\",label=\"value\"}");
        return null!;
    }

    private readonly void ReadKinds(ByteReader reader)
    {
        var one = reader.Remaining == 1;
        var kind = EventKind.None;
        for (var i = 0; i < _places.Length; i++)
        {
            if (i == 0 || !one)
            {
                kind = (EventKind)reader.ReadByte("kind");
                if (kind is not (EventKind.Metric or EventKind.Log or EventKind.Domain))
                {
                    reader.ThrowInvalid("kind", ((byte)kind).ToString(), "1 to 3");
                }
            }

            _places[i].Kind = kind;
        }

        End(reader, "kinds");
    }

    private readonly (long First, long Last) ReadTimes(ByteReader reader, long receivedAt)
    {
        var (time, first, last) = (receivedAt, long.MaxValue, long.MinValue);
        for (var i = 0; i < _places.Length; i++)
        {
            time = unchecked(time + reader.ReadSigned("time"));
            _places[i].Time = time;
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        }

        End(reader, "times");
        return (first, last);
    }

    private readonly void ReadIds(ByteReader reader)
    {
        for (var i = 0; i < _places.Length && (i > 0 || reader.Remaining > 0); i++)
        {
            _places[i].Id = reader.Position;
            var lengthAndOne = reader.ReadVarint("length of an id");
            if (lengthAndOne > (ulong)reader.Remaining + 1)
            {
                reader.ThrowInvalid("length of an id", (lengthAndOne - 1).ToString(), $"at most {reader.Remaining}");
            }

            if (lengthAndOne > 0)
            {
                CheckText(ref reader, reader.ReadBytes((int)(lengthAndOne - 1), "id"));
            }
        }

        End(reader, "ids");
    }

    private readonly void ReadAttributes(ByteReader reader)
    {
        for (var i = 0; i < _places.Length && (i > 0 || reader.Remaining > 0); i++)
        {
            _places[i].Attributes = reader.Position;
            var shape = reader.ReadIndex("shape", _shapes.Length + 1);
            for (var left = shape == 0 ? 0 : _shapes[shape - 1].Length; left > 0; left--)
            {
                reader.ReadIndex("value of an attribute", _texts.Length);
            }
        }

        End(reader, "attributes");
    }

    private readonly void ReadServices(ByteReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind != EventKind.Metric)
            {
                place.Key = reader.ReadIndex("service", _texts.Length);
            }
        }

        End(reader, "services");
    }

    private readonly void ReadLevels(ByteReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind != EventKind.Log)
            {
                continue;
            }

            place.Level = (LogSeverity)reader.ReadByte("level");
            if (place.Level > LogSeverity.Fatal)
            {
                reader.ThrowInvalid("level", ((byte)place.Level).ToString(), $"0 to {(byte)LogSeverity.Fatal}");
            }
        }

        End(reader, "levels");
    }

    private readonly void ReadTraces(ByteReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind != EventKind.Log)
            {
                continue;
            }

            place.Other = reader.Position;
            switch (reader.ReadByte("form of a trace id"))
            {
                case EventBatchFormat.NoTraceId:
                    break;
                case EventBatchFormat.BinaryTraceId:
                    reader.ReadBytes(EventBatchFormat.TraceIdBytes, "trace id");
                    break;
                case EventBatchFormat.TextTraceId:
                    CheckText(ref reader, reader.ReadText("trace id"));
                    break;
                case var form:
                    reader.ThrowInvalid("form of a trace id", form.ToString(), "0 to 2");
                    break;
            }
        }

        End(reader, "traces");
    }

    private readonly void ReadTypes(ByteReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind == EventKind.Domain)
            {
                place.Other = reader.ReadIndex("type", _texts.Length);
            }
        }

        End(reader, "types");
    }

    private readonly void ReadBodies(ByteReader lengths, ByteReader bodies)
    {
        // One look at all of them: each is valid when the whole is and none begins within a character.
        var start = bodies.Position;
        CheckText(ref bodies, _payload.Slice(start, bodies.Remaining));
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind == EventKind.Metric)
            {
                continue;
            }

            var length = lengths.ReadVarint("length of a text");
            if (length > (ulong)bodies.Remaining)
            {
                lengths.ThrowInvalid("length of a text", length.ToString(), $"at most {bodies.Remaining}");
            }

            (place.Body, place.BodyLength) = (bodies.Position, (int)length);
            if (bodies.Remaining > 0 && (_payload[bodies.Position] & 0xC0) == 0x80)
            {
                bodies.ThrowInvalid("text", "begun within a character", "valid UTF-8");
            }

            bodies.ReadBytes((int)length, "text");
        }

        End(lengths, "lengths");
        End(bodies, "bodies");
    }

    private readonly void ReadSamples(ByteReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind == EventKind.Metric)
            {
                place.Key = reader.ReadIndex("series of a sample", _series.Length);
            }
        }

        End(reader, "samples");
    }

    private readonly void ReadValues(ByteReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place.Kind != EventKind.Metric)
            {
                continue;
            }

            place.Body = reader.Position;
            var value = reader.ReadDouble("value");
            if (!double.IsFinite(value))
            {
                reader.ThrowInvalid("value", value.ToString(), "a finite number");
            }
        }

        End(reader, "values");
    }

    private static void CheckText(ref ByteReader reader, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            reader.ThrowInvalid("text", "not valid UTF-8", "valid UTF-8");
        }
    }
}
