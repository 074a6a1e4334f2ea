using System.Buffers;
using System.Text;

namespace EventFlow.EventStore;

/// <summary>
/// Writes a batch in the layout of <see cref="EventBatchFormat"/>, from events or straight from the bytes of a request. One use per instance at a time; reuse saves its tables.
/// </summary>
internal sealed class EventBatchEncoder : IDisposable
{
    private const int StackBytes = 512;

    private readonly ByteTable _texts = new(withLength: true);
    private readonly ByteTable _shapes = new(withLength: false);
    private readonly ByteTable _series = new(withLength: false);
    private readonly ByteWriter _scratch = new(1024);
    private readonly ByteWriter _kinds = new(256);
    private readonly ByteWriter _times = new(512);
    private readonly ByteWriter _ids = new(512);
    private readonly ByteWriter _attributes = new(1024);
    private readonly ByteWriter _services = new(256);
    private readonly ByteWriter _levels = new(256);
    private readonly ByteWriter _traces = new(1024);
    private readonly ByteWriter _types = new(256);
    private readonly ByteWriter _lengths = new(256);
    private readonly ByteWriter _bodies = new(4096);
    private readonly ByteWriter _samples = new(256);
    private readonly ByteWriter _values = new(1024);
    private readonly ByteWriter _output = new();
    private readonly ByteWriter[] _writers;
    private long _receivedAt;
    private long _timeBefore;
    private EventKind _kind;
    private bool _mixedKinds;
    private bool _hasIds;
    private bool _hasAttributes;

    public EventBatchEncoder() =>
        _writers = [_scratch, _kinds, _times, _ids, _attributes, _services, _levels, _traces, _types, _lengths, _bodies, _samples, _values, _output];

    /// <summary>Bytes its buffers hold, used or not.</summary>
    public int Capacity => _texts.Capacity + _shapes.Capacity + _series.Capacity + _writers.Sum(static w => w.Capacity);

    /// <summary>Events added since <see cref="Begin"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Earliest event time, unix ms.</summary>
    public long FirstTime { get; private set; }

    /// <summary>Latest event time, unix ms.</summary>
    public long LastTime { get; private set; }

    /// <summary>Forgets what was added, and begins a batch.</summary>
    public void Begin(long receivedAt)
    {
        _texts.Clear();
        _shapes.Clear();
        _series.Clear();
        foreach (var writer in _writers)
        {
            writer.Clear();
        }

        (_receivedAt, _timeBefore, Count) = (receivedAt, receivedAt, 0);
        (FirstTime, LastTime) = (long.MaxValue, long.MinValue);
        (_kind, _mixedKinds, _hasIds, _hasAttributes) = (EventKind.None, false, false, false);
    }

    /// <summary>The encoded batch of these events; valid until the next call or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Encode(EventBatch batch)
    {
        Begin(batch.ReceivedAt);
        for (var i = 0; i < batch.Events.Count; i++)
        {
            Add(batch.Events[i]);
        }

        return Finish(batch.Producer, batch.Sequence);
    }

    /// <summary>The encoded batch of what was added; valid until the next call or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Finish(string? producer, long? sequence)
    {
        WriteHeader(producer, sequence);
        WriteTable(_texts);
        WriteTable(_shapes);
        WriteTable(_series);
        WriteSection(_mixedKinds ? _kinds.Written.Span : Count > 0 ? [(byte)_kind] : []);
        WriteSection(_times);
        WriteSection(_hasIds ? _ids.Written.Span : []);
        WriteSection(_hasAttributes ? _attributes.Written.Span : []);
        WriteSection(_services);
        WriteSection(_levels);
        WriteSection(_traces);
        WriteSection(_types);
        WriteSection(_lengths);
        WriteSection(_bodies);
        WriteSection(_samples);
        WriteSection(_values);
        return _output.Written;
    }

    public void Add(TelemetryEvent item)
    {
        AddCommon(item.Kind, item.Timestamp);
        AddId(item.Id);
        AddAttributes(item.Attributes);
        switch (item)
        {
            case MetricEvent metric:
                AddSeries(metric);
                _values.WriteDouble(metric.Value);
                break;
            case LogEvent log:
                _services.WriteVarint((ulong)PlaceOf(log.Service));
                _levels.WriteByte((byte)log.Level);
                AddTraceId(log.TraceId);
                AddBody(log.Message);
                break;
            case DomainEvent domain:
                _services.WriteVarint((ulong)PlaceOf(domain.Service));
                _types.WriteVarint((ulong)PlaceOf(domain.Type));
                AddBody(domain.Data);
                break;
            default:
                throw new ArgumentException($"Event is a {item.GetType().Name}; expected a metric, a log record or a domain event.", nameof(item));
        }
    }

    /// <summary>Adds a log record whose texts are UTF-8 already, and checked. <paramref name="traceId"/> is 16 bytes or empty.</summary>
    public void AddLog(in RawEvent item, LogSeverity level, ReadOnlySpan<byte> message, ReadOnlySpan<byte> traceId)
    {
        AddCommon(EventKind.Log, item.Time);
        AddId(item.Id);
        AddAttributes(item);
        _services.WriteVarint((ulong)_texts.PlaceOf(item.Service));
        _levels.WriteByte((byte)level);
        _traces.WriteByte(traceId.IsEmpty ? EventBatchFormat.NoTraceId : EventBatchFormat.BinaryTraceId);
        _traces.WriteBytes(traceId);
        _lengths.WriteVarint((ulong)message.Length);
        _bodies.WriteBytes(message);
    }

    /// <summary>Adds a sample of a series that is known.</summary>
    public void AddSample(in RawEvent item, PooledSeries series, double value)
    {
        AddCommon(EventKind.Metric, item.Time);
        AddId(item.Id);
        AddAttributes(item);
        AddSeries(series.Utf8, series.Hash, series.Unit);
        _values.WriteDouble(value);
    }

    public void Dispose()
    {
        _texts.Dispose();
        _shapes.Dispose();
        _series.Dispose();
        foreach (var writer in _writers)
        {
            writer.Dispose();
        }
    }

    private void AddCommon(EventKind kind, long time)
    {
        _mixedKinds |= Count > 0 && kind != _kind;
        _kind = kind;
        _kinds.WriteByte((byte)kind);
        _times.WriteSigned(unchecked(time - _timeBefore));
        _timeBefore = time;
        (FirstTime, LastTime) = (Math.Min(FirstTime, time), Math.Max(LastTime, time));
        Count++;
    }

    private void AddId(string? id)
    {
        if (id is null)
        {
            _ids.WriteByte(0);
            return;
        }

        // Ids do not repeat: a place in the table would only make them longer. Length + 1 leaves 0 for none.
        _hasIds = true;
        _ids.WriteVarint((ulong)Encoding.UTF8.GetByteCount(id) + 1);
        _ids.WriteUtf8(id);
    }

    private void AddId(ReadOnlySpan<byte> id)
    {
        _hasIds |= !id.IsEmpty;
        _ids.WriteVarint(id.IsEmpty ? 0 : (ulong)id.Length + 1);
        _ids.WriteBytes(id);
    }

    private void AddAttributes(LabelSet attributes)
    {
        if (attributes.Count == 0)
        {
            _attributes.WriteByte(0);
            return;
        }

        BeginShape(attributes.Count);
        for (var i = 0; i < attributes.Count; i++)
        {
            _scratch.WriteVarint((ulong)PlaceOf(attributes.At(i).Key));
        }

        EndShape();
        for (var i = 0; i < attributes.Count; i++)
        {
            _attributes.WriteVarint((ulong)PlaceOf(attributes.At(i).Value));
        }
    }

    private void AddAttributes(in RawEvent item)
    {
        if (item.Attributes.IsEmpty)
        {
            _attributes.WriteByte(0);
            return;
        }

        BeginShape(item.Attributes.Length);
        foreach (ref readonly var pair in item.Attributes)
        {
            _scratch.WriteVarint((ulong)_texts.PlaceOf(item.Body.Slice(pair.NameStart, pair.NameLength)));
        }

        EndShape();
        foreach (ref readonly var pair in item.Attributes)
        {
            _attributes.WriteVarint((ulong)_texts.PlaceOf(item.Body.Slice(pair.ValueStart, pair.ValueLength)));
        }
    }

    private void BeginShape(int names)
    {
        _hasAttributes = true;
        _scratch.Clear();
        _scratch.WriteVarint((ulong)names);
    }

    private void EndShape() => _attributes.WriteVarint((ulong)_shapes.PlaceOf(_scratch.Written.Span) + 1);

    private void AddBody(string text)
    {
        _lengths.WriteVarint((ulong)Encoding.UTF8.GetByteCount(text));
        _bodies.WriteUtf8(text);
    }

    private void AddTraceId(string? traceId)
    {
        Span<byte> bytes = stackalloc byte[EventBatchFormat.TraceIdBytes];
        if (traceId is null)
        {
            _traces.WriteByte(EventBatchFormat.NoTraceId);
        }
        else if (IsLowerHex(traceId) && Convert.FromHexString(traceId, bytes, out _, out _) == OperationStatus.Done)
        {
            _traces.WriteByte(EventBatchFormat.BinaryTraceId);
            _traces.WriteBytes(bytes);
        }
        else
        {
            _traces.WriteByte(EventBatchFormat.TextTraceId);
            _traces.WriteText(traceId);
        }
    }

    private static bool IsLowerHex(string traceId) =>
        traceId.Length == EventBatchFormat.TraceIdBytes * 2 && !traceId.AsSpan().ContainsAnyExcept("0123456789abcdef");

    private void AddSeries(MetricEvent metric)
    {
        var text = metric.Series.Value;
        var room = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var utf8 = room.AsSpan(0, Encoding.UTF8.GetBytes(text, room));
        AddSeries(utf8, Utf8Hash.Of(utf8), metric.Unit);
        ArrayPool<byte>.Shared.Return(room);
    }

    private void AddSeries(ReadOnlySpan<byte> utf8, ulong hash, string? unit)
    {
        var place = unit is null ? 0 : PlaceOf(unit) + 1;
        _scratch.Clear();
        _scratch.WriteVarint((ulong)place);
        _scratch.WriteVarint((ulong)utf8.Length);
        _scratch.WriteBytes(utf8);
        _samples.WriteVarint((ulong)_series.PlaceOf(_scratch.Written.Span, hash + (ulong)place));
    }

    private int PlaceOf(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        var room = rented is null ? stackalloc byte[StackBytes] : rented;
        var place = _texts.PlaceOf(room[..Encoding.UTF8.GetBytes(text, room)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return place;
    }

    private void WriteHeader(string? producer, long? sequence)
    {
        _output.Clear();
        _output.WriteByte(EventBatchFormat.Version);
        _output.WriteByte((byte)((producer is null ? 0 : EventBatchFormat.HasProducer) | (sequence is null ? 0 : EventBatchFormat.HasSequence)));
        _output.WriteSigned(_receivedAt);
        if (producer is not null)
        {
            _output.WriteText(producer);
        }

        if (sequence is { } number)
        {
            _output.WriteSigned(number);
        }

        _output.WriteVarint((ulong)Count);
    }

    private void WriteTable(ByteTable table)
    {
        if (table.Count == 0)
        {
            _output.WriteByte(0);
            return;
        }

        _output.WriteVarint((ulong)(ByteWriter.VarintLength((ulong)table.Count) + table.Written.Length));
        _output.WriteVarint((ulong)table.Count);
        _output.WriteBytes(table.Written);
    }

    private void WriteSection(ByteWriter column) => WriteSection(column.Written.Span);

    private void WriteSection(ReadOnlySpan<byte> bytes)
    {
        _output.WriteVarint((ulong)bytes.Length);
        _output.WriteBytes(bytes);
    }
}
