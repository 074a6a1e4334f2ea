namespace EventFlow.Load;

/// <summary>A figure that is wanted: its name in the report, and the least or the most it may be.</summary>
internal sealed record Goal(string Figure, bool IsLeast, double Limit)
{
    /// <summary>At least so much.</summary>
    public static Goal AtLeast(string figure, double limit) => new(figure, true, limit);

    /// <summary>At most so much.</summary>
    public static Goal AtMost(string figure, double limit) => new(figure, false, limit);

    /// <summary>Whether a value reaches it; a figure that could not be measured does not.</summary>
    public bool IsReached(double? value) => value is { } known && (IsLeast ? known >= Limit : known <= Limit);
}
