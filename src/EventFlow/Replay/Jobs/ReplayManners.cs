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
    public Task Pause(TimeSpan worked, CancellationToken cancellationToken)
    {
        var rest = progress.Lags.Sum(static l => l.Lag) > ManyWaiting ? worked * 3 : progress.InFlight > 0 ? worked : TimeSpan.Zero;
        return rest < Least ? Yield() : Task.Delay(rest, time, cancellationToken);
    }

    private static async Task Yield() => await Task.Yield();
}
