using EventFlow.Embedded.CodeGeneration;
using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded;

/// <summary>Base of the generated call proxies: a grain's identity and the way to reach it.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private protected GrainReference(GrainTarget target)
    {
        Target = target;
    }

    /// <summary>Type and key of the grain referred to.</summary>
    public GrainId GrainId => new(Target.Class.GrainType, IdSpan.Create(Target.Key));

    internal GrainTarget Target { get; }

    /// <summary>Two references are equal when they refer to the same grain.</summary>
    public bool Equals(GrainReference? other) => other is not null && other.GrainId == GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}";

    internal static TGrainInterface Cast<TGrainInterface>(IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            TGrainInterface and GrainReference => (TGrainInterface)grain,
            GrainReference reference => (TGrainInterface)(object)reference.Target.Class.Runtime.Reference(typeof(TGrainInterface), reference.Target),
            IGrainBase { GrainContext: Activation activation } => (TGrainInterface)(object)activation.Reference(typeof(TGrainInterface)),
            _ => throw new ArgumentException($"{grain.GetType().FullName} has no grain identity; expected a grain reference or an activated grain.", nameof(grain)),
        };
    }
}
