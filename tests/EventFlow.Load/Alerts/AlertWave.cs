namespace EventFlow.Load;

/// <summary>Alerts that are posted together or one after the other, and what became of them. Kept by an <see cref="AlertLedger"/>.</summary>
internal sealed class AlertWave(int count)
{
    private readonly TaskCompletionSource _allTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _arrivals = new(count);

    /// <summary>Completes when each of them was told.</summary>
    public Task AllTold => _allTold.Task;

    /// <summary>When each that was told arrived first, in that order, as timestamps.</summary>
    public IReadOnlyList<long> Arrivals => _arrivals;

    /// <summary>Alerts that were not told so far.</summary>
    public int Missing => count - _arrivals.Count;

    /// <summary>How often an alert was told once too often.</summary>
    public int Doubled { get; private set; }

    /// <summary>Messages that named at least one of them.</summary>
    public int Messages { get; private set; }

    /// <summary>One of them was told for the first time.</summary>
    internal void Arrived(long at)
    {
        _arrivals.Add(at);
        if (Missing == 0)
        {
            _allTold.TrySetResult();
        }
    }

    /// <summary>One of them was told again without need.</summary>
    internal void ToldAgain() => Doubled++;

    /// <summary>A message named some of them.</summary>
    internal void Named() => Messages++;
}
