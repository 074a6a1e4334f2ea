namespace EventFlow.Incidents;

/// <summary>Which service depends on which, directly or through others. Names are compared without regard to case, as settings are. Immutable.</summary>
public sealed class ServiceTopology
{
    private readonly Dictionary<string, HashSet<string>> _reach = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A topology of what each service calls.</summary>
    public ServiceTopology(IReadOnlyDictionary<string, string[]> dependsOn)
    {
        var direct = dependsOn.ToDictionary(static d => d.Key, static d => d.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var service in direct.Keys)
        {
            var reach = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var waiting = new Queue<string>(direct[service]);
            while (waiting.TryDequeue(out var next))
            {
                if (!reach.Add(next) || !direct.TryGetValue(next, out var further)) continue;
                foreach (var other in further) waiting.Enqueue(other);
            }

            _reach[service] = reach;
            _known.Add(service);
            _known.UnionWith(reach);
        }
    }

    /// <summary>Whether a service depends on any other.</summary>
    public bool IsDependent(string service) => _reach.TryGetValue(service, out var reach) && reach.Count > 0;

    /// <summary>Whether one service depends on another.</summary>
    public bool Depends(string service, string on) => _reach.TryGetValue(service, out var reach) && reach.Contains(on);

    /// <summary>
    /// Whether trouble of one can be trouble of the other: one depends on the other, or both on a third. Of two services that the settings do not know nothing speaks against it; a known and an unknown one
    /// have nothing to do with each other.
    /// </summary>
    public bool AreRelated(string one, string other)
    {
        if (string.Equals(one, other, StringComparison.OrdinalIgnoreCase)) return true;
        var isKnown = _known.Contains(one);
        if (isKnown != _known.Contains(other)) return false;
        return !isKnown || Depends(one, other) || Depends(other, one) || (_reach.TryGetValue(one, out var reach) && _reach.TryGetValue(other, out var others) && reach.Overlaps(others));
    }
}
