using System.Buffers.Binary;
using System.Collections;
using System.Text;
using System.Text.Unicode;

namespace EventFlow.EventStore;

/// <summary>
/// The events of a batch as the log holds them, in version 2 of <see cref="EventBatchFormat"/>: an event is made when somebody looks at it, and kept; what ingestion
/// needs of one (kind, time, service, level, series, value, id) is told without making it. All of a payload is checked before one of these exists. Thread safe.
/// </summary>
public sealed class EncodedEvents : IReadOnlyList<TelemetryEvent>
{
    private readonly byte[] _payload;
    private readonly TextPool _pool;
    private readonly EncodedLayout _layout;
    private readonly string?[] _texts;
    private TelemetryEvent?[]? _made;

    private EncodedEvents(byte[] payload, EncodedLayout layout, TextPool pool) =>
        (_payload, _layout, _pool, _texts) = (payload, layout, pool, new string?[layout.Texts.Length]);

    /// <summary>Reads a payload, whose owner from now on this is.</summary>
    /// <exception cref="InvalidDataException">It is corrupt.</exception>
    internal static EncodedEvents Read(byte[] payload, TextPool texts, SeriesPool series) => new(payload, EncodedLayoutReader.Read(payload, texts, series), texts);

    /// <summary>The events of a batch in this form, whatever form they have.</summary>
    internal static EncodedEvents Of(EventBatch batch)
    {
        if (batch.Events is EncodedEvents encoded)
        {
            return encoded;
        }

        using var encoder = new EventBatchEncoder();
        return Read(encoder.Encode(batch).ToArray(), new TextPool(64), new SeriesPool(64));
    }

    /// <inheritdoc/>
    public int Count => _layout.Places.Length;

    /// <summary>Earliest event time, unix ms.</summary>
    public long FirstTime => _layout.FirstTime;

    /// <summary>Latest event time, unix ms.</summary>
    public long LastTime => _layout.LastTime;

    /// <summary>The bytes they are in.</summary>
    internal ReadOnlyMemory<byte> Payload => _payload;

    /// <summary>Whether any event has an id.</summary>
    internal bool HasIds => _layout.HasIds;

    /// <summary>Number of texts; places of services are below.</summary>
    internal int TextCount => _texts.Length;

    /// <summary>The series there are samples of.</summary>
    internal PooledSeries[] Series => _layout.Series;

    /// <inheritdoc/>
    public TelemetryEvent this[int index]
    {
        get
        {
            var made = Volatile.Read(ref _made) ?? Interlocked.CompareExchange(ref _made, new TelemetryEvent?[Count], null) ?? _made!;
            return made[index] ??= Make(index);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<TelemetryEvent> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What an event is.</summary>
    internal EventKind KindOf(int index) => _layout.Places[index].Kind;

    /// <summary>Event time, unix ms.</summary>
    internal long TimeOf(int index) => _layout.Places[index].Time;

    /// <summary>Place in the texts of the service of a log record or domain event; place in <see cref="Series"/> of a metric.</summary>
    internal int KeyOf(int index) => _layout.Places[index].Key;

    internal LogSeverity LevelOf(int index) => _layout.Places[index].Level;

    /// <summary>The message of a log record, UTF-8: a part of the payload, not a copy.</summary>
    internal ReadOnlyMemory<byte> MessageOf(int index) => _payload.AsMemory(_layout.Places[index].Body, _layout.Places[index].BodyLength);

    internal double ValueOf(int index) => BinaryPrimitives.ReadDoubleLittleEndian(_payload.AsSpan(_layout.Places[index].Body));

    /// <summary>A text by its place.</summary>
    internal string TextAt(int place) => _texts[place] ??= _pool.Get(_payload.AsSpan(_layout.Texts[place]));

    /// <summary>Name of the service.</summary>
    internal string ServiceOf(int index) => KindOf(index) == EventKind.Metric ? Series[KeyOf(index)].Service : TextAt(KeyOf(index));

    /// <summary>The id; null when the event has none.</summary>
    internal string? IdOf(int index)
    {
        if (!_layout.HasIds)
        {
            return null;
        }

        var reader = ReaderAt(_layout.Places[index].Id);
        var length = (int)reader.ReadVarint("length of an id");
        return length == 0 ? null : TextPool.Strict.GetString(reader.ReadBytes(length - 1, "id"));
    }

    /// <summary>The batch as it was read.</summary>
    internal EventBatch ToBatch(string stream, int partition, long firstOffset) =>
        new(stream, partition, firstOffset, _layout.ReceivedAt, this) { Producer = _layout.Producer, Sequence = _layout.Sequence };

    private TelemetryEvent Make(int index)
    {
        ref readonly var place = ref _layout.Places[index];
        var (id, attributes) = (IdOf(index), AttributesOf(place.Attributes));
        switch (place.Kind)
        {
            case EventKind.Metric:
                var of = Series[place.Key];
                return new MetricEvent(place.Time, of.Service, id, attributes, of.Metric, ValueOf(index), of.Unit, of.Labels, of.Series);
            case EventKind.Log:
                return new LogEvent(place.Time, TextAt(place.Key), id, attributes, place.Level, BodyOf(place), TraceOf(place.Other));
            default:
                return new DomainEvent(place.Time, TextAt(place.Key), id, attributes, TextAt(place.Other), BodyOf(place));
        }
    }

    private string BodyOf(in EncodedPlace place) => TextPool.Strict.GetString(_payload.AsSpan(place.Body, place.BodyLength));

    private LabelSet AttributesOf(int position)
    {
        if (position == 0)
        {
            return LabelSet.Empty;
        }

        var reader = ReaderAt(position);
        var shape = (int)reader.ReadVarint("shape");
        if (shape == 0)
        {
            return LabelSet.Empty;
        }

        var names = _layout.Shapes[shape - 1];
        var pairs = new string[names.Length * 2];
        for (var i = 0; i < names.Length; i++)
        {
            pairs[i * 2] = TextAt(names[i]);
            pairs[i * 2 + 1] = TextAt((int)reader.ReadVarint("value"));
        }

        return LabelSet.FromPairs(pairs);
    }

    private string? TraceOf(int position)
    {
        var reader = ReaderAt(position);
        return reader.ReadByte("form of a trace id") switch
        {
            EventBatchFormat.NoTraceId => null,
            EventBatchFormat.BinaryTraceId => Convert.ToHexStringLower(reader.ReadBytes(EventBatchFormat.TraceIdBytes, "trace id")),
            _ => TextPool.Strict.GetString(reader.ReadText("trace id")),
        };
    }

    private ByteReader ReaderAt(int position) => new(_payload.AsSpan(position));
}
