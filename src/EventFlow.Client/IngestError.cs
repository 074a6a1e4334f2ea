namespace EventFlow.Client;

/// <summary>Why one event of a batch was not taken.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Reason">What was wrong, in words.</param>
/// <param name="Field">The field at fault, or null.</param>
/// <param name="Found">What it held, or null.</param>
/// <param name="Expected">What was expected, or null.</param>
public sealed record IngestError(int Index, string Reason, string? Field, string? Found, string? Expected)
{
    /// <summary>The reason, with field, found and expected where it does not speak of them itself.</summary>
    public override string ToString() => (Field, Found, Expected) switch
    {
        _ when Found is not null && Reason.Contains(Found, StringComparison.Ordinal) => Reason,
        (null, _, _) => Reason,
        (_, null, null) => $"{Reason} ({Field})",
        (_, null, _) => $"{Reason} ({Field}: expected {Expected})",
        (_, _, null) => $"{Reason} ({Field} is {Found})",
        _ => $"{Reason} ({Field} is {Found}; expected {Expected})",
    };
}
