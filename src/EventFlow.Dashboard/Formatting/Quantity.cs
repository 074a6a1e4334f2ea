namespace EventFlow.Dashboard.Formatting;

/// <summary>A number made readable: the figures and, apart, the unit, so that a page can set them differently.</summary>
public readonly record struct Quantity(string Figures, string Unit)
{
    /// <summary>Shown where there is no value.</summary>
    public static readonly Quantity None = new("–", "");

    /// <inheritdoc/>
    public override string ToString() => Unit.Length == 0 ? Figures : Unit.StartsWith('/') ? Figures + Unit : $"{Figures} {Unit}";
}
