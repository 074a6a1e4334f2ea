namespace EventFlow.Load;

/// <summary>
/// When each request of a load is meant to be sent, in ticks of 100 ns from its begin: fixed before the first one is sent, so that slow answers cannot slow it.
/// A rate rises in a straight line from 0 over the ramp and then stays.
/// </summary>
internal sealed class ArrivalSchedule
{
    private readonly long _eventsPerSecond;
    private readonly int _batch;
    private readonly long _rampTicks;

    /// <summary>A load of so many events per second, so many in a request.</summary>
    public ArrivalSchedule(long eventsPerSecond, int batch, TimeSpan ramp = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(eventsPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ramp, TimeSpan.Zero);
        (_eventsPerSecond, _batch, _rampTicks) = (eventsPerSecond, batch, ramp.Ticks);
    }

    /// <summary>When request number <paramref name="request"/>, from 0, is due.</summary>
    public long DueTicks(long request)
    {
        // In full integers: after hours of a rate that does not divide a second, a double would have drifted.
        var steady = (Int128)request * _batch * TimeSpan.TicksPerSecond / _eventsPerSecond;
        if (_rampTicks == 0)
        {
            return (long)steady;
        }

        // During the ramp n(t) = rate * t² / (2 * ramp); at its end half of what the full rate gives was sent, and from there on the schedule is half a ramp late.
        return steady >= _rampTicks / 2
            ? (long)(steady + _rampTicks - _rampTicks / 2)
            : (long)Math.Sqrt(2.0 * _rampTicks * (double)steady);
    }

    /// <summary>Requests that are due before an instant.</summary>
    public long CountBefore(TimeSpan end)
    {
        var (low, high) = (0L, (long)((Int128)end.Ticks * _eventsPerSecond / _batch / TimeSpan.TicksPerSecond) + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            (low, high) = DueTicks(middle) < end.Ticks ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
