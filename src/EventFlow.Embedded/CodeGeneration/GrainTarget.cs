using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.CodeGeneration;

/// <summary>Where a reference leads: a grain class of a runtime, and a key. Opaque to generated code.</summary>
public readonly struct GrainTarget
{
    internal GrainTarget(GrainClass grainClass, string key)
    {
        Class = grainClass;
        Key = key;
    }

    internal GrainClass Class { get; }

    internal string Key { get; }
}
