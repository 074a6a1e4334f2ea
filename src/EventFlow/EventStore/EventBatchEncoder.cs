using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace EventFlow.EventStore;

/// <summary>Writes a batch in the layout of <see cref="EventBatchFormat"/>. One use per instance at a time; reuse saves its tables.</summary>
internal sealed class EventBatchEncoder : IDisposable
{
    private readonly Dictionary<string, int> _textPlaces = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Series, string? Unit), int> _seriesPlaces = [];
    private readonly ByteWriter _texts = new();
    private readonly ByteWriter _series = new();
    private readonly ByteWriter _events = new();
    private readonly ByteWriter _output = new();

    /// <summary>Bytes its buffers hold, used or not.</summary>
    public int Capacity => _texts.Capacity + _series.Capacity + _events.Capacity + _output.Capacity;

    /// <summary>The encoded batch; valid until the next call or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Encode(EventBatch batch)
    {
        Clear();
        var before = batch.ReceivedAt;
        for (var i = 0; i < batch.Events.Count; i++)
        {
            WriteEvent(batch.Events[i], before);
            before = batch.Events[i].Timestamp;
        }

        WriteHeader(batch);
        WriteTable(_textPlaces.Count, _texts);
        WriteTable(_seriesPlaces.Count, _series);
        WriteTable(batch.Events.Count, _events);
        return _output.Written;
    }

    public void Dispose()
    {
        _texts.Dispose();
        _series.Dispose();
        _events.Dispose();
        _output.Dispose();
    }

    private void Clear()
    {
        _textPlaces.Clear();
        _seriesPlaces.Clear();
        _texts.Clear();
        _series.Clear();
        _events.Clear();
        _output.Clear();
    }

    private void WriteHeader(EventBatch batch)
    {
        _output.WriteByte(EventBatchFormat.Version);
        _output.WriteByte((byte)((batch.Producer is null ? 0 : EventBatchFormat.HasProducer) | (batch.Sequence is null ? 0 : EventBatchFormat.HasSequence)));
        _output.WriteSigned(batch.ReceivedAt);
        if (batch.Producer is not null)
        {
            _output.WriteText(batch.Producer);
        }

        if (batch.Sequence is { } sequence)
        {
            _output.WriteSigned(sequence);
        }
    }

    private void WriteTable(int count, ByteWriter entries)
    {
        _output.WriteVarint((ulong)count);
        _output.WriteBytes(entries.Written.Span);
    }

    private void WriteEvent(TelemetryEvent item, long before)
    {
        _events.WriteByte((byte)item.Kind);
        _events.WriteSigned(unchecked(item.Timestamp - before));
        WriteId(item.Id);
        WriteLabels(_events, item.Attributes);
        switch (item)
        {
            case MetricEvent metric:
                _events.WriteVarint((ulong)PlaceOf(metric));
                _events.WriteDouble(metric.Value);
                break;
            case LogEvent log:
                _events.WriteVarint((ulong)PlaceOf(log.Service));
                _events.WriteByte((byte)log.Level);
                _events.WriteText(log.Message);
                WriteTraceId(log.TraceId);
                break;
            case DomainEvent domain:
                _events.WriteVarint((ulong)PlaceOf(domain.Service));
                _events.WriteVarint((ulong)PlaceOf(domain.Type));
                _events.WriteText(domain.Data);
                break;
            default:
                throw new ArgumentException($"Event is a {item.GetType().Name}; expected a metric, a log record or a domain event.", nameof(item));
        }
    }

    private void WriteId(string? id)
    {
        if (id is null)
        {
            _events.WriteByte(0);
            return;
        }

        // Ids do not repeat: a place in the table would only make them longer. Length + 1 leaves 0 for none.
        _events.WriteVarint((ulong)Encoding.UTF8.GetByteCount(id) + 1);
        _events.WriteUtf8(id);
    }

    private void WriteTraceId(string? traceId)
    {
        Span<byte> bytes = stackalloc byte[EventBatchFormat.TraceIdBytes];
        if (traceId is null)
        {
            _events.WriteByte(EventBatchFormat.NoTraceId);
        }
        else if (IsLowerHex(traceId) && Convert.FromHexString(traceId, bytes, out _, out _) == OperationStatus.Done)
        {
            _events.WriteByte(EventBatchFormat.BinaryTraceId);
            _events.WriteBytes(bytes);
        }
        else
        {
            _events.WriteByte(EventBatchFormat.TextTraceId);
            _events.WriteText(traceId);
        }
    }

    private static bool IsLowerHex(string traceId) =>
        traceId.Length == EventBatchFormat.TraceIdBytes * 2 && !traceId.AsSpan().ContainsAnyExcept("0123456789abcdef");

    private void WriteLabels(ByteWriter target, LabelSet labels)
    {
        target.WriteVarint((ulong)labels.Count);
        for (var i = 0; i < labels.Count; i++)
        {
            var (name, value) = labels.At(i);
            target.WriteVarint((ulong)PlaceOf(name));
            target.WriteVarint((ulong)PlaceOf(value));
        }
    }

    private int PlaceOf(string text)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_textPlaces, text, out var known);
        if (!known)
        {
            place = _textPlaces.Count - 1;
            _texts.WriteText(text);
        }

        return place;
    }

    private int PlaceOf(MetricEvent metric)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_seriesPlaces, (metric.Series.Value, metric.Unit), out var known);
        if (!known)
        {
            place = _seriesPlaces.Count - 1;
            _series.WriteVarint((ulong)PlaceOf(metric.Service));
            _series.WriteVarint((ulong)PlaceOf(metric.Metric));
            _series.WriteVarint(metric.Unit is null ? 0 : (ulong)PlaceOf(metric.Unit) + 1);
            WriteLabels(_series, metric.Labels);
        }

        return place;
    }
}
