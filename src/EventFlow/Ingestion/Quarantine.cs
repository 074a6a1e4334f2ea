namespace EventFlow.Ingestion;

/// <summary>
/// Counts the failures of grains and says which are left out: one that keeps failing must not hold up a partition for ever. When most fail at once the fault is not
/// theirs (storage is away, the silo stops), and nobody is counted: leaving them out would lose what a little patience keeps. Not thread safe.
/// </summary>
internal sealed class Quarantine(int maxTries, TimeSpan time)
{
    private const int LeastForOutage = 3;

    private readonly Dictionary<string, int> _tries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>Grains left out now.</summary>
    public int Count => _until.Count;

    /// <summary>Whether a grain is left out; when its time is over it is tried again, once.</summary>
    public bool Holds(string grain, DateTimeOffset now)
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
        return false;
    }

    /// <summary>The outcome of calling several grains: gives those that are left out from now on.</summary>
    public IReadOnlyList<string> Note(IEnumerable<string> succeeded, IReadOnlyCollection<string> failed, int called, DateTimeOffset now)
    {
        foreach (var grain in _tries.Count == 0 ? [] : succeeded)
        {
            _tries.Remove(grain);
        }

        if (failed.Count >= LeastForOutage && failed.Count * 2 >= called)
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
}
