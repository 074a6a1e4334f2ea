namespace EventFlow.Embedded;

/// <summary>The grain has no identity of state: several activations of one key serve calls side by side.</summary>
/// <param name="maxLocalWorkers">Upper limit of activations per key, at least 1.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute(int maxLocalWorkers) : Attribute
{
    /// <summary>As many activations per key as there are processors.</summary>
    public StatelessWorkerAttribute()
        : this(Environment.ProcessorCount)
    {
    }

    internal int MaxLocalWorkers { get; } = maxLocalWorkers;
}
