using EventFlow.EventStore;

namespace EventFlow.Gateway.Events;

/// <summary>How a body spells a series: the bytes of service, metric and unit between their quotes, and the labels as their JSON. What is missing is empty, which no good one is but the unit.</summary>
internal readonly ref struct SeriesSpelling(ReadOnlySpan<byte> service, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> unit, bool hasUnit, ReadOnlySpan<byte> labels)
{
    private readonly ReadOnlySpan<byte> _service = service;
    private readonly ReadOnlySpan<byte> _metric = metric;
    private readonly ReadOnlySpan<byte> _unit = unit;
    private readonly ReadOnlySpan<byte> _labels = labels;
    private readonly bool _hasUnit = hasUnit;

    /// <summary>Bytes of the parts, which tells where each begins; no unit is -1.</summary>
    public (int Service, int Metric, int Unit) Lengths => (_service.Length, _metric.Length, _hasUnit ? _unit.Length : -1);

    public ulong Hash() => Utf8Hash.Of(_labels, Utf8Hash.Of(_service, Utf8Hash.Of(_metric, Utf8Hash.Of(_unit))));

    public bool Is((int Service, int Metric, int Unit) lengths, ReadOnlySpan<byte> bytes)
    {
        var (service, metric) = (_service.Length, _metric.Length);
        return lengths == Lengths && bytes.Length == service + metric + _unit.Length + _labels.Length
            && bytes[..service].SequenceEqual(_service) && bytes.Slice(service, metric).SequenceEqual(_metric)
            && bytes.Slice(service + metric, _unit.Length).SequenceEqual(_unit) && bytes[(service + metric + _unit.Length)..].SequenceEqual(_labels);
    }

    public byte[] ToBytes() => [.. _service, .. _metric, .. _unit, .. _labels];
}
