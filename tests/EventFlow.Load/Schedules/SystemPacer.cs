using System.Runtime.InteropServices;

namespace EventFlow.Load;

/// <summary>Sleeps on its own thread, to about 0.1 ms on Linux: timers of the pool are only good to a millisecond or two, which would show as latency of the server.</summary>
internal sealed class SystemPacer(TimeProvider clock) : IPacer
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public void SleepUntil(long timestamp, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var left = clock.GetElapsedTime(clock.GetTimestamp(), timestamp);
            if (left <= TimeSpan.FromMicroseconds(50))
            {
                return;
            }

            Sleep(left < LongestSleep ? left : LongestSleep);
        }
    }

    private static void Sleep(TimeSpan time)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(time < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : time);
            return;
        }

        var wanted = new Span { Nanoseconds = time.Ticks * TimeSpan.NanosecondsPerTick };
        _ = nanosleep(ref wanted, 0);
    }

    [DllImport("libc")]
    private static extern int nanosleep(ref Span wanted, nint left);

    private struct Span
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
