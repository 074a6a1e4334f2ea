using System.Collections.Concurrent;
using EventFlow.Services;
using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>
/// The names of the services there are, as this process knows them: each costs a grain and a timer, so a sender that puts an id into the name must not make them without end.
/// Several processes may together let in a few more. Thread safe.
/// </summary>
internal sealed class KnownServices(IGrainFactory? grains, IOptions<ServiceOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LoadPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private volatile bool _loaded;
    private long _notBefore;
    private volatile int _count;

    private int Limit => options.Value.MaxServices;

    /// <summary>Learns the names in the catalog: once, and again now and then while there is no place for more.</summary>
    public async ValueTask LoadAsync()
    {
        if (grains is null || (_loaded && _count < Limit)) return;
        var now = clock.GetSteadyTime().Ticks;
        var notBefore = Interlocked.Read(ref _notBefore);
        if (now < notBefore || Interlocked.CompareExchange(ref _notBefore, now + LoadPause.Ticks, notBefore) != notBefore) return;
        try
        {
            foreach (var name in await grains.GetGrain<IServiceCatalogGrain>(Tenants.Default).List().ConfigureAwait(false)) Add(name, int.MaxValue);
            _loaded = true;
        }
        catch (Exception)
        {
            // Events are worth more than the bound: they are stored, and the next request after a pause asks again.
        }
    }

    /// <summary>Whether a service has its place.</summary>
    public bool IsKnown(string service) => _names.ContainsKey(service);

    /// <summary>The fault of a service for which there is no place; null when it is known, or is from now on.</summary>
    public Fault? Check(string service)
    {
        if (_names.ContainsKey(service) || Add(service, Limit)) return null;
        return new("service", $"'{service}'", $"one of the {_count} services there are: no more are taken in. Take ids out of the name, or raise EventFlow:Services:MaxServices");
    }

    private bool Add(string name, int limit)
    {
        lock (_adding)
        {
            if (_names.ContainsKey(name)) return true;
            if (_count >= limit) return false;
            _names[name] = true;
            _count++;
            return true;
        }
    }
}
