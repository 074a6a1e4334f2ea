using System.ComponentModel.DataAnnotations;

namespace EventFlow.EventStore;

/// <summary>Settings of the event log in memory.</summary>
public sealed class InMemoryEventLogOptions
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:Streams:Memory";

    /// <summary>Encoded bytes that a partition keeps; older batches go. From 1 MiB to 16 GiB. Default 32 MiB.</summary>
    [Range(1L << 20, 16L << 30)]
    public long PartitionBytes { get; set; } = 32L << 20;
}
