namespace EventFlow.Embedded.CodeGeneration;

/// <summary>What the attributes of a grain interface method say about its calls.</summary>
[Flags]
public enum GrainCallOptions
{
    /// <summary>A plain call: one at a time.</summary>
    None = 0,

    /// <summary>The call may run between the turns of any other.</summary>
    AlwaysInterleave = 1,

    /// <summary>The call may run between the turns of others that also only read.</summary>
    ReadOnly = 2,

    /// <summary>The caller does not wait for the outcome.</summary>
    OneWay = 4,
}
