namespace EventFlow.Embedded.Storage;

/// <summary>What one record of grain state is found by.</summary>
internal readonly record struct StateKey(string Storage, string GrainType, string GrainKey, string Name)
{
    public override string ToString() => $"state '{Name}' of {GrainType}/{GrainKey} in storage '{Storage}'";
}
