using System.Collections.Frozen;

namespace EventFlow.Detection;

/// <summary>All detectors the platform knows, frozen at start. Thread safe.</summary>
public sealed class DetectorCatalog
{
    private readonly FrozenDictionary<string, DetectorRegistration> _byName;

    /// <summary>Builds the catalog; of several registrations of one name the first counts.</summary>
    public DetectorCatalog(IEnumerable<DetectorRegistration> registrations)
    {
        _byName = registrations.DistinctBy(static r => r.Name).ToFrozenDictionary(static r => r.Name, StringComparer.Ordinal);
        Descriptions = [.. _byName.Values.OrderBy(static r => r.Name, StringComparer.Ordinal).Select(static r => r.Describe())];
    }

    /// <summary>What there is, ordered by name.</summary>
    public IReadOnlyList<DetectorDescription> Descriptions { get; }

    /// <summary>A detector by its name; null when there is none.</summary>
    public DetectorRegistration? Find(string name) => _byName.GetValueOrDefault(name);
}
