namespace EventFlow.Services;

/// <summary>Turns a total that is looked at now and then into a rate per second over the last half minute or so. Thread safe.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Total)> _seen = new();

    public double Note(long total)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_seen.Count > 1 && time.GetElapsedTime(_seen.Peek().At, now) > Kept) _seen.Dequeue();
            var rate = 0.0;
            if (_seen.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now).TotalSeconds is var seconds and >= 0.5)
                rate = Math.Max(0, (total - oldest.Total) / seconds);
            _seen.Enqueue((now, total));
            return rate;
        }
    }
}
