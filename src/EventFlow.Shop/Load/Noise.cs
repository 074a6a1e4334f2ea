namespace EventFlow.Shop.Load;

/// <summary>
/// Noise as a function of place and time. It is bounded: a normal distribution would throw a value beyond four deviations every few minutes over all series,
/// and a quiet service that pages people teaches them to look away.
/// </summary>
internal readonly struct Noise(ulong seed, string channel)
{
    private readonly ulong _key = SplitMix.Mix(seed ^ SplitMix.Hash(channel));

    /// <summary>Jumps from position to position, from -1 to 1, deviation 0.51: a broad hill that ends at two deviations.</summary>
    public double Jitter(long position)
    {
        var source = new SplitMix(SplitMix.Mix(_key + (ulong)position));
        return (1.75 * source.Unit()) + (0.25 * source.Unit()) - 1;
    }

    /// <summary>Wanders smoothly between random heights at whole positions, from -1 to 1.</summary>
    public double Drift(double position)
    {
        var left = (long)Math.Floor(position);
        var weight = Ramp.Smooth(position - left);
        return (Height(left) * (1 - weight)) + (Height(left + 1) * weight);
    }

    private double Height(long position) => (2 * new SplitMix(SplitMix.Mix(_key + (ulong)position)).Unit()) - 1;
}
