namespace EventFlow.Shop.Load;

/// <summary>How many customers there are, relative to an average moment: all services breathe with them.</summary>
/// <param name="seed">Same seed, same traffic.</param>
/// <param name="day">Length of a simulated day.</param>
/// <param name="startOfDay">How far into the day the simulation starts, 0 to 1.</param>
internal sealed class CustomerTraffic(ulong seed, TimeSpan day, double startOfDay)
{
    private const double BurstSlotSeconds = 90;

    private readonly Noise _mood = new(seed, "traffic/mood");

    /// <summary>About 0.6 at night to 1.4 in the afternoon.</summary>
    public double At(TimeSpan elapsed) => Daily(elapsed) * (1 + (0.03 * _mood.Drift(elapsed.TotalSeconds / 25)) + Burst(elapsed.TotalSeconds));

    // Lowest at four in the morning, highest at four in the afternoon, with a dent at noon.
    private double Daily(TimeSpan elapsed)
    {
        var hour = 24 * ((startOfDay + (elapsed / day)) % 1);
        return 1 - (0.33 * Math.Cos(2 * Math.PI * (hour - 4) / 24)) - (0.05 * Math.Cos(4 * Math.PI * hour / 24));
    }

    // A newsletter, a push message: every other slot of 90 s brings some seconds of more customers.
    private double Burst(double seconds)
    {
        var slot = (long)Math.Floor(seconds / BurstSlotSeconds);
        var source = SplitMix.For(seed, "traffic/burst", slot);
        if (!source.Chance(0.5))
        {
            return 0;
        }

        var length = source.Between(25, 50);
        var from = (slot * BurstSlotSeconds) + source.Between(0, BurstSlotSeconds - length);
        return source.Between(0.025, 0.04) * Ramp.Plateau(seconds, from, from + length, length * 0.4, length * 0.5);
    }
}
