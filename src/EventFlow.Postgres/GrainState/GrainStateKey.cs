namespace EventFlow.Postgres;

/// <summary>What one row of grain state is found by.</summary>
/// <param name="Storage">Name of the storage.</param>
/// <param name="GrainType">Type of the grain, such as <c>service</c>.</param>
/// <param name="GrainKey">Key of the grain; any length.</param>
/// <param name="Name">Name of the state within its grain.</param>
public readonly record struct GrainStateKey(string Storage, string GrainType, string GrainKey, string Name)
{
    /// <summary>Of the row that says which log the state of a service belongs to; no grain has it.</summary>
    public static GrainStateKey OfLog { get; } = new("state", "streams", "log", "provider");

    /// <inheritdoc/>
    public override string ToString() => $"state '{Name}' of {GrainType}/{GrainKey} in storage '{Storage}'";
}
