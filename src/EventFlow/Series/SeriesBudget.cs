using Microsoft.Extensions.Options;

namespace EventFlow.Series;

/// <summary>How many series of each service are in this process: a service that puts an id into a label must not take the memory of all others. Thread safe.</summary>
internal sealed class SeriesBudget(IOptions<SeriesOptions> options)
{
    private readonly Dictionary<string, int> _active = new(StringComparer.Ordinal);

    /// <summary>Services that have series here.</summary>
    public int Services
    {
        get
        {
            lock (_active) return _active.Count;
        }
    }

    /// <summary>Takes a place; false when the service has used up its own.</summary>
    public bool TryEnter(string service)
    {
        lock (_active)
        {
            var count = _active.GetValueOrDefault(service);
            if (count >= options.Value.SeriesPerService) return false;
            _active[service] = count + 1;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string service)
    {
        lock (_active)
        {
            var count = _active.GetValueOrDefault(service) - 1;
            if (count > 0) _active[service] = count;
            else _active.Remove(service);
        }
    }
}
