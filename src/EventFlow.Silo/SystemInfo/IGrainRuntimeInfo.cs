namespace EventFlow.Silo;

/// <summary>What the runtime that hosts the grains tells about itself; each runtime has its own.</summary>
internal interface IGrainRuntimeInfo
{
    /// <summary>Name of the runtime, for people.</summary>
    string Name { get; }

    /// <summary>Activations by type of grain, most first.</summary>
    ValueTask<IReadOnlyList<GrainTypeStatus>> GetGrains();

    /// <summary>The silos of the cluster, active ones first; empty where there is none.</summary>
    ValueTask<IReadOnlyList<SiloInfo>> GetSilos() => new([]);
}
