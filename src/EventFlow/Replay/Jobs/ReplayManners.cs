using EventFlow.Ingestion;

namespace EventFlow.Replay;

/// <summary>
/// Keeps replays behind live work: after every few milliseconds others come first, and while events wait to be stored or applied a replay rests longer than it works. Thread safe.
/// </summary>
internal sealed class ReplayManners(IngestionProgress progress, TimeProvider time)
{
    /// <summary>How long a replay works without a break.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(4);

    private const long ManyWaiting = 2_000;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>The break after so much work.</summary>
    public Task Pause(TimeSpan worked, CancellationToken cancellationToken) => RestAfter(worked) is var rest && rest < Least ? Yield() : Task.Delay(rest, time, cancellationToken);

    /// <summary>The same for a thread of its own, which is blocked: comes back after the break.</summary>
    public void Rest(TimeSpan worked)
    {
        if (RestAfter(worked) is var rest && rest >= Least) Task.Delay(rest, time).Wait();
    }

    private TimeSpan RestAfter(TimeSpan worked)
    {
        // What took longer than planned was mostly waiting for others.
        var counted = worked < Slice * 4 ? worked : Slice * 4;
        return progress.Lags.Sum(static l => l.Lag) > ManyWaiting ? counted * 3 : progress.InFlight > 0 ? counted : TimeSpan.Zero;
    }

    private static async Task Yield() => await Task.Yield();
}
