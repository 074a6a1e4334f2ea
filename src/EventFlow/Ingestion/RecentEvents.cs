using System.Collections.Frozen;
using System.Numerics;

namespace EventFlow.Ingestion;

/// <summary>
/// What this process has stored lately, so that a sender that repeats itself is told at once and the log does not grow. What was stored before a restart it learns from the end of the log. Dropping
/// duplicates for certain is the work of the partition's grain, which keeps its window; but what an earlier version, or the log that this one was filled from, stored in another partition than such
/// events go to now is known here alone. Only what is durable enters, so a duplicate told here is stored. Thread safe.
/// </summary>
/// <remarks>
/// Ids are remembered by the partition where such events are stored now, wherever these lie. Numbers of batches are remembered by the partition in which the batch lies, and besides, of the batches that
/// lie elsewhere, by the <em>home</em> of each service in it: the partition it has when keys are spread over all. So of a request that was cut into several batches once it is known which are there.
/// </remarks>
internal sealed class RecentEvents(IngestionOptions options, IEnumerable<EventStreamInfo> streams)
{
    private readonly FrozenDictionary<string, Window[]> _windows = streams.ToFrozenDictionary(
        static s => s.Name, s => Enumerable.Range(0, s.Partitions).Select(_ => new Window(options.WindowOf(s), options.MaxProducers)).ToArray());

    /// <summary>Completes when what was stored before this process began is known here, or cannot be.</summary>
    public Task Loading { get; set; } = Task.CompletedTask;

    /// <summary>Whether all of the batch with this number that is of a home was stored.</summary>
    public bool HasBatch(string stream, int home, string producer, long sequence)
    {
        var window = _windows[stream][home];
        lock (window)
        {
            return window.Batches.Contains(producer, sequence) || window.Elsewhere.Contains(producer, sequence);
        }
    }

    /// <summary>Whether all of the batch with this number that is of any of these homes, bit by bit, was stored.</summary>
    public bool HasAll(string stream, uint homes, string producer, long sequence)
    {
        while (homes != 0 && HasBatch(stream, BitOperations.TrailingZeroCount(homes), producer, sequence))
        {
            homes &= homes - 1;
        }

        return homes == 0;
    }

    /// <summary>Whether a batch with this number lies in a partition, or of any of these homes (bit by bit) anywhere.</summary>
    public bool HasPart(string stream, int partition, uint homes, string producer, long sequence)
    {
        var window = _windows[stream][partition];
        lock (window)
        {
            if (window.Batches.Contains(producer, sequence))
            {
                return true;
            }
        }

        for (; homes != 0; homes &= homes - 1)
        {
            if (HasBatch(stream, BitOperations.TrailingZeroCount(homes), producer, sequence))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The lowest number of a producer of which it is still known whether it was stored, in the partition and of the homes, when the given one lies below it; else null. Whether that one was stored
    /// nobody can tell, so calling it a duplicate could acknowledge what was never stored.
    /// </summary>
    public long? OldestKnown(string stream, int partition, uint homes, string producer, long sequence)
    {
        var oldest = OldestKnown(_windows[stream][partition], static w => w.Batches, producer, sequence);
        for (; homes != 0; homes &= homes - 1)
        {
            var window = _windows[stream][BitOperations.TrailingZeroCount(homes)];
            oldest = Later(oldest, Later(OldestKnown(window, static w => w.Batches, producer, sequence), OldestKnown(window, static w => w.Elsewhere, producer, sequence)));
        }

        return oldest;
    }

    /// <summary>Whether an event with this id, which would be stored in the partition, was stored.</summary>
    public bool HasEvent(string stream, int partition, ulong id)
    {
        var window = _windows[stream][partition];
        lock (window)
        {
            return window.Ids.Contains(id);
        }
    }

    /// <summary>A batch is durable in a partition; it has events of these homes, bit by bit.</summary>
    public void NoteBatch(string stream, int partition, long firstOffset, uint homes, string producer, long sequence)
    {
        var windows = _windows[stream];
        lock (windows[partition])
        {
            windows[partition].Batches.Add(producer, sequence, firstOffset);
        }

        for (homes &= ~(1u << partition); homes != 0; homes &= homes - 1)
        {
            var window = windows[BitOperations.TrailingZeroCount(homes)];
            lock (window)
            {
                window.Elsewhere.Add(producer, sequence, firstOffset);
            }
        }
    }

    /// <summary>Events with these ids, which would be stored in the partition, are durable.</summary>
    public void NoteEvents(string stream, int partition, IReadOnlyList<ulong> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var window = _windows[stream][partition];
        lock (window)
        {
            for (var i = 0; i < ids.Count; i++)
            {
                window.Ids.Add(ids[i]);
            }
        }
    }

    private static long? OldestKnown(Window window, Func<Window, ProducerSequences> of, string producer, long sequence)
    {
        lock (window)
        {
            return of(window).All.TryGetValue(producer, out var known) && known.Highest - sequence >= ProducerSequence.Window ? known.Highest - ProducerSequence.Window + 1 : null;
        }
    }

    private static long? Later(long? one, long? other) => one is null || other > one ? other : one;

    private sealed class Window(int ids, int producers)
    {
        public DuplicateWindow Ids { get; } = new(ids);

        public ProducerSequences Batches { get; } = new(producers);

        public ProducerSequences Elsewhere { get; } = new(producers);
    }
}
