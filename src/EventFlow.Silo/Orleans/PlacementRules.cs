using System.Globalization;
using Orleans.Metadata;
using Orleans.Placement;

namespace EventFlow.Silo;

/// <summary>
/// Where grains are activated. A partition's ingestion lives where its part of the log is read, so that a delivery crosses no network; series lie by the hash of their key, evenly over the silos.
/// All others lie as Orleans places them. What is to lie beside its reader is not moved to even out numbers. Set here and not by attributes: grains do not know that there is more than one silo.
/// </summary>
internal sealed class PlacementRules : IGrainPropertiesProvider
{
    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["ingestion"] = nameof(PreferLocalPlacement),
        ["metricseries"] = nameof(HashBasedPlacement),
    };

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (Rules.TryGetValue(grainType.ToString()!, out var strategy)) properties[WellKnownGrainTypeProperties.PlacementStrategy] = strategy;
        if (strategy == nameof(PreferLocalPlacement)) properties[WellKnownGrainTypeProperties.Immovable] = ((byte)ImmovableKind.Any).ToString(CultureInfo.InvariantCulture);
    }
}
