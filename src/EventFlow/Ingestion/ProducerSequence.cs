namespace EventFlow.Ingestion;

/// <summary>
/// Which of a producer's numbers were seen: the highest, and as bits the 64 up to it (bit 0 is the highest itself). A window rather than the highest
/// alone: requests of one producer overtake each other, and a late one is no duplicate.
/// </summary>
internal sealed class ProducerSequence
{
    /// <summary>Numbers of which it is known whether they were seen: the highest, and those below it.</summary>
    public const int Window = 64;

    public long Highest { get; set; } = -1;

    public ulong Seen { get; set; }

    /// <summary>Offset at which it was last heard of.</summary>
    public long LastOffset { get; set; }

    public ProducerSequence Copy() => new() { Highest = Highest, Seen = Seen, LastOffset = LastOffset };

    /// <summary>Whether the number was seen, or is so old that it counts as seen.</summary>
    public bool Contains(long sequence)
    {
        var behind = Highest - sequence;
        return behind >= 0 && (behind >= Window || (Seen >> (int)behind & 1) != 0);
    }

    public void Add(long sequence)
    {
        var ahead = sequence - Highest;
        if (ahead > 0)
        {
            Seen = (ahead >= Window ? 0 : Seen << (int)ahead) | 1;
            Highest = sequence;
        }
        else if (-ahead < Window)
        {
            Seen |= 1UL << (int)-ahead;
        }
    }
}
