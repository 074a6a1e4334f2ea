namespace EventFlow.Shop.Load;

/// <summary>Soft steps: real trouble neither appears nor leaves in one sample.</summary>
internal static class Ramp
{
    /// <summary>0 up to 0, 1 from 1 on, an S between.</summary>
    public static double Smooth(double x)
    {
        var clamped = Math.Clamp(x, 0, 1);
        return clamped * clamped * (3 - (2 * clamped));
    }

    /// <summary>Height from 0 to 1 of a plateau from <paramref name="from"/> to <paramref name="to"/>, flanks included; all in seconds.</summary>
    public static double Plateau(double at, double from, double to, double rise, double fall) =>
        at <= from || at >= to ? 0 : Math.Min(Smooth((at - from) / rise), Smooth((to - at) / fall));
}
