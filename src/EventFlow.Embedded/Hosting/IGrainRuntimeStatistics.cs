namespace EventFlow.Embedded.Hosting;

/// <summary>What the runtime is doing, for people to look at. Safe on any thread.</summary>
public interface IGrainRuntimeStatistics
{
    /// <summary>Counts everything now; walks all activations, some milliseconds for a hundred thousand.</summary>
    GrainRuntimeSnapshot GetSnapshot();
}
