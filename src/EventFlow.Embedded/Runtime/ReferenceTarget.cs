namespace EventFlow.Embedded.Runtime;

/// <summary>Where a reference leads: a grain, through a runtime.</summary>
internal abstract class ReferenceTarget
{
    public abstract GrainId GrainId { get; }

    public abstract GrainReference As(Type interfaceType);
}
