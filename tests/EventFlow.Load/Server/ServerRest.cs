namespace EventFlow.Load;

/// <summary>Waits until a server has done what it put off.</summary>
internal static class ServerRest
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    // One tick of the kernel's count: a server that only waits looks at its clocks now and then.
    private const double IdleCpuSeconds = 0.0101;

    /// <summary>Waits until it has used no CPU (at most 10 ms, which is the unit of the count) and written nothing for a second.</summary>
    /// <param name="read">Reads what it has used.</param>
    /// <param name="least">When the quiet second may begin: not before what the server has put off by then is due.</param>
    /// <param name="longest">When to give up.</param>
    /// <param name="clock">The clock of the wait.</param>
    /// <returns>The last reading, and after what time it was at rest; null when it was not.</returns>
    public static async Task<(ServerReading Reading, TimeSpan? After)> WaitAsync(Func<ServerReading> read, TimeSpan least, TimeSpan longest, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        for (var before = read(); ;)
        {
            await Task.Delay(Quiet, clock).ConfigureAwait(false);
            var (now, elapsed) = (read(), clock.GetElapsedTime(started));
            if (elapsed - Quiet >= least && IsAtRest(before, now))
            {
                return (now, elapsed - Quiet);
            }

            if (elapsed >= longest)
            {
                return (now, null);
            }

            before = now;
        }
    }

    // Where the system does not tell, there is nothing to wait for.
    private static bool IsAtRest(ServerReading before, ServerReading now) => !(now.CpuSeconds - before.CpuSeconds > IdleCpuSeconds) && !(now.WrittenBytes > before.WrittenBytes);
}
