namespace EventFlow.Ingestion;

/// <summary>
/// Counts the failures of grains and says which are left out: one that keeps failing must not hold up a partition for ever. When most fail at once the fault is not
/// theirs (storage is away, the silo stops), and nobody is counted: leaving them out would lose what a little patience keeps. Not thread safe.
/// </summary>
/// <remarks>Times are those of <see cref="SteadyTime"/>.</remarks>
/// <param name="maxTries">Failures in a row after which a grain is left out.</param>
/// <param name="time">How long it is left out.</param>
/// <param name="needsSuccess">Whether a grain is at fault only when another one succeeds beside it, however few there are: for calls that may wait for as long as it takes.</param>
internal sealed class Quarantine(int maxTries, TimeSpan time, bool needsSuccess = false)
{
    private const int LeastForOutage = 3;

    private readonly Dictionary<string, int> _tries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _until = new(StringComparer.Ordinal);

    // Left out before and not well since: its failing again says nothing about the others.
    private readonly HashSet<string> _onProbation = new(StringComparer.Ordinal);

    /// <summary>Grains left out now.</summary>
    public int Count => _until.Count;

    /// <summary>Whether a grain is left out, or would be tried again when asked about.</summary>
    public bool Has(string grain) => _until.ContainsKey(grain);

    /// <summary>Whether the time of one is over.</summary>
    public bool IsAnyDue(TimeSpan now) => _until.Values.Any(until => now >= until);

    /// <summary>Whether a grain is left out; when its time is over it is tried again, once.</summary>
    public bool Holds(string grain, TimeSpan now)
    {
        if (!_until.TryGetValue(grain, out var until))
        {
            return false;
        }

        if (now < until)
        {
            return true;
        }

        _until.Remove(grain);
        _tries[grain] = maxTries - 1;
        _onProbation.Add(grain);
        return false;
    }

    /// <summary>The outcome of calling several grains: gives those that are left out from now on.</summary>
    public IReadOnlyList<string> Note(IEnumerable<string> succeeded, IReadOnlyCollection<string> failed, int called, TimeSpan now)
    {
        foreach (var grain in _tries.Count == 0 ? [] : succeeded)
        {
            _tries.Remove(grain);
            _onProbation.Remove(grain);
        }

        if (IsOutage(failed, called))
        {
            return [];
        }

        var held = new List<string>();
        foreach (var grain in failed)
        {
            var tries = _tries.GetValueOrDefault(grain) + 1;
            _tries[grain] = tries;
            if (tries >= maxTries)
            {
                _tries.Remove(grain);
                _until[grain] = now + time;
                held.Add(grain);
            }
        }

        return held;
    }

    private bool IsOutage(IReadOnlyCollection<string> failed, int called) =>
        (failed.Count >= LeastForOutage && failed.Count * 2 >= called)
        || (needsSuccess && failed.Count == called && failed.Any(grain => !_onProbation.Contains(grain)));
}
