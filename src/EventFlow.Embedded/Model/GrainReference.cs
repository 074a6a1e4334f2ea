using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded;

/// <summary>Base of the generated call proxies: a grain's identity and the way to reach it.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    internal GrainReference(ReferenceTarget target)
    {
        Target = target;
    }

    /// <summary>Type and key of the grain referred to.</summary>
    public GrainId GrainId => Target.GrainId;

    internal ReferenceTarget Target { get; }

    internal static TGrainInterface Cast<TGrainInterface>(IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (grain is GrainReference reference)
            return reference is TGrainInterface same ? same : (TGrainInterface)(object)reference.Target.As(typeof(TGrainInterface));
        return grain is IGrainBase { GrainContext: IActivation activation }
            ? (TGrainInterface)(object)activation.Reference(typeof(TGrainInterface))
            : throw new ArgumentException($"{grain.GetType().FullName} has no grain identity; expected a grain reference or an activated grain.", nameof(grain));
    }

    /// <summary>Two references are equal when they refer to the same grain.</summary>
    public bool Equals(GrainReference? other) => other is not null && other.GrainId == GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"GrainReference:{GrainId}";
}
