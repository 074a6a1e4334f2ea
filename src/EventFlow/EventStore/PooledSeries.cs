using System.Text;

namespace EventFlow.EventStore;

/// <summary>What all samples of a series have in common. <see cref="Utf8"/> is the id as bytes, as the log stores it, and <see cref="Hash"/> its <see cref="Utf8Hash"/>.</summary>
public sealed class PooledSeries
{
    private readonly uint _partitioning;

    /// <summary>A series by its parts.</summary>
    public PooledSeries(string service, string metric, string? unit, LabelSet labels, SeriesId series)
    {
        (Service, Metric, Unit, Labels, Series) = (service, metric, unit, labels, series);
        Utf8 = Encoding.UTF8.GetBytes(series.Value);
        Hash = Utf8Hash.Of(Utf8);
        _partitioning = Partitioning.HashOf(series.Value);
    }

    /// <summary>Name of the service.</summary>
    public string Service { get; }

    /// <summary>Name of the metric.</summary>
    public string Metric { get; }

    /// <summary>Unit of the values.</summary>
    public string? Unit { get; }

    /// <summary>Labels but the service.</summary>
    public LabelSet Labels { get; }

    /// <summary>The id.</summary>
    public SeriesId Series { get; }

    /// <summary>The partition its samples lie in.</summary>
    internal int PartitionOf(int partitions) => (int)(_partitioning % (uint)partitions);

    internal byte[] Utf8 { get; }

    internal ulong Hash { get; }
}
