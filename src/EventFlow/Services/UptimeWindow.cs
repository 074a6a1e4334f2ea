namespace EventFlow.Services;

/// <summary>In which minutes of the last 24 hours a service reported: one bit each.</summary>
public sealed class UptimeWindow
{
    private const int Minutes = 24 * 60;
    private const long MinuteMs = 60_000;

    // Services that report every minute or two still report all the time.
    private const int BridgedMinutes = 2;

    private readonly ulong[] _bits = new ulong[(Minutes + 63) / 64];
    private long _newest = -1;

    /// <summary>Something arrived (unix ms).</summary>
    public void Note(long arrival)
    {
        var minute = Math.Max(0, arrival / MinuteMs);
        if (minute <= _newest)
        {
            if (minute > _newest - Minutes) Set(minute, true);
            return;
        }

        var reported = _newest >= 0 && minute - _newest <= BridgedMinutes;
        for (var m = Math.Max(_newest + 1, minute - Minutes + 1); m < minute; m++) Set(m, reported);
        Set(minute, true);
        _newest = minute;
    }

    /// <summary>Share, 0 to 1, of the time from a first report to now (both unix ms), at most 24 h, in which the service reported.</summary>
    public double Share(long first, long now)
    {
        if (_newest < 0) return 0;
        var last = Math.Max(_newest, now / MinuteMs);
        var start = Math.Max(first / MinuteMs, last - Minutes + 1);
        long reported = 0;
        for (var m = Math.Max(start, _newest - Minutes + 1); m <= _newest; m++)
            if (Get(m)) reported++;

        // The minute at hand has not failed to report before it is over.
        var bridged = Math.Min(last - _newest, BridgedMinutes);
        return Math.Clamp((double)(reported + bridged) / (last - start + 1), 0, 1);
    }

    /// <summary>The window as numbers: the newest minute, then the bits.</summary>
    public ulong[] Save() => [(ulong)_newest, .. _bits];

    /// <summary>Takes back what <see cref="Save"/> gave; anything else leaves the window empty.</summary>
    public void Load(ulong[] saved)
    {
        if (saved.Length != _bits.Length + 1) return;
        _newest = (long)saved[0];
        saved.AsSpan(1).CopyTo(_bits);
    }

    private bool Get(long minute) => (_bits[Word(minute)] >> Bit(minute) & 1) != 0;

    private void Set(long minute, bool reported)
    {
        var mask = 1UL << Bit(minute);
        _bits[Word(minute)] = reported ? _bits[Word(minute)] | mask : _bits[Word(minute)] & ~mask;
    }

    private static int Word(long minute) => (int)(minute % Minutes / 64);

    private static int Bit(long minute) => (int)(minute % Minutes % 64);
}
