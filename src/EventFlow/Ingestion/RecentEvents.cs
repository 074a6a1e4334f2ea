using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>
/// What this process has stored lately, by partition, so that a sender that repeats itself is told at once and the log does not grow. What was stored
/// before a restart it learns from the end of the log; dropping duplicates for certain is the grain's work, which keeps its window. Only what is durable enters, so a duplicate told here is
/// stored. Thread safe.
/// </summary>
internal sealed class RecentEvents(IOptions<IngestionOptions> options)
{
    private readonly ConcurrentDictionary<(string Stream, int Partition), Window> _windows = new();

    /// <summary>Whether partitions that earlier versions wrote, and this one does not, have repetitions to be told.</summary>
    public bool HasEarlier(EventStreamInfo stream)
    {
        for (var partition = stream.Written; partition < stream.Partitions; partition++)
        {
            if (_windows.ContainsKey((stream.Name, partition)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the batch with this number was stored in the partition.</summary>
    public bool HasBatch(string stream, int partition, string producer, long sequence)
    {
        var window = WindowOf(stream, partition);
        lock (window)
        {
            return window.Producers.Contains(producer, sequence);
        }
    }

    /// <summary>
    /// The lowest number of a producer of which the partition still knows whether it was stored, when the given one lies below it; else null. Whether that one was stored nobody can tell, so
    /// calling it a duplicate could acknowledge what was never stored.
    /// </summary>
    public long? OldestKnown(string stream, int partition, string producer, long sequence)
    {
        var window = WindowOf(stream, partition);
        lock (window)
        {
            return window.Producers.All.TryGetValue(producer, out var known) && known.Highest - sequence >= ProducerSequence.Window ? known.Highest - ProducerSequence.Window + 1 : null;
        }
    }

    /// <summary>Whether an event with this id was stored in the partition.</summary>
    public bool HasEvent(string stream, int partition, ulong id)
    {
        var window = WindowOf(stream, partition);
        lock (window)
        {
            return window.Ids.Contains(id);
        }
    }

    /// <summary>A batch is durable, with events of these ids.</summary>
    public void Note(string stream, int partition, long firstOffset, string? producer, long? sequence, IReadOnlyList<ulong> ids)
    {
        if (ids.Count == 0 && (producer is null || sequence is null))
        {
            return;
        }

        var window = WindowOf(stream, partition);
        lock (window)
        {
            if (producer is not null && sequence is { } number)
            {
                window.Producers.Add(producer, number, firstOffset);
            }

            for (var i = 0; i < ids.Count; i++)
            {
                window.Ids.Add(ids[i]);
            }
        }
    }

    private Window WindowOf(string stream, int partition) =>
        _windows.GetOrAdd((stream, partition), static (_, o) => new Window(new DuplicateWindow(o.DuplicateWindow), new ProducerSequences(o.MaxProducers)), options.Value);

    private sealed record Window(DuplicateWindow Ids, ProducerSequences Producers);
}
