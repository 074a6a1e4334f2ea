using System.Numerics;

namespace EventFlow.Ingestion;

/// <summary>
/// Numbers that producers left out, by the requests this process has taken: one counts as missing when it has fallen out of the window in which it may still come. A partition cannot tell, for a
/// request goes only to those its events belong to. Thread safe.
/// </summary>
internal sealed class ProducerGaps(int capacity)
{
    private const int Window = ProducerSequence.Window;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seen> _producers = new(StringComparer.Ordinal);

    /// <summary>A request has come. Returns how many numbers are missing for certain from now on.</summary>
    public long Note(string producer, long sequence)
    {
        lock (_gate)
        {
            if (_producers.TryGetValue(producer, out var seen))
            {
                return seen.Add(sequence);
            }

            // What came before the first one that is known is nobody's gap. When there are too many producers all begin anew: it is a figure to watch, nothing depends on it.
            if (_producers.Count >= capacity)
            {
                _producers.Clear();
            }

            _producers.Add(producer, new Seen(sequence));
            return 0;
        }
    }

    // Bit 0 is the highest number, bit 63 the one 63 below it; numbers before the first are taken for seen.
    private sealed class Seen(long first)
    {
        private long _highest = first;
        private ulong _bits = ulong.MaxValue;

        public long Add(long sequence)
        {
            var ahead = sequence - _highest;
            if (ahead <= 0)
            {
                _bits |= -ahead < Window ? 1UL << (int)-ahead : 0;
                return 0;
            }

            var leaving = ahead >= Window ? _bits : _bits >> (Window - (int)ahead);
            var missing = Math.Min(ahead, Window) - BitOperations.PopCount(leaving) + Math.Max(0, ahead - Window);
            _bits = (ahead >= Window ? 0 : _bits << (int)ahead) | 1;
            _highest = sequence;
            return missing;
        }
    }
}
