namespace EventFlow.Embedded;

/// <summary>The identity of grains, asked of a reference or of the grain itself.</summary>
public static class GrainExtensions
{
    /// <summary>The grain's key.</summary>
    /// <exception cref="ArgumentException">The object is neither a reference nor an activated grain.</exception>
    public static string GetPrimaryKeyString(this IAddressable grain) => GetGrainId(grain).Key.ToString();

    /// <summary>The grain's type and key.</summary>
    /// <exception cref="ArgumentException">The object is neither a reference nor an activated grain.</exception>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase { GrainContext: { } context } => context.GrainId,
            _ => throw new ArgumentException($"{grain.GetType().FullName} has no grain identity; expected a grain reference or an activated grain.", nameof(grain)),
        };
    }

    /// <summary>A reference to the grain through one of its interfaces, for handing itself to others.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => GrainReference.Cast<TGrainInterface>(grain);
}
