using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace EventFlow.Series;

/// <summary>How many series of each service are in this process: a service that puts an id into a label must not take the memory of all others. Thread safe.</summary>
internal sealed class SeriesBudget(IOptions<SeriesOptions> options)
{
    private readonly ConcurrentDictionary<string, int> _active = new(StringComparer.Ordinal);

    /// <summary>Takes a place; false when the service has used up its own.</summary>
    public bool TryEnter(string service)
    {
        if (_active.AddOrUpdate(service, 1, static (_, count) => count + 1) <= options.Value.SeriesPerService) return true;
        Leave(service);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string service) => _active.AddOrUpdate(service, 0, static (_, count) => count - 1);
}
