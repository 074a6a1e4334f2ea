namespace EventFlow.Rules;

/// <summary>A measured value with what it is called and its unit, for sentences: <c>latency_ms 412 ms</c>, <c>12 error records in 30 s</c>.</summary>
public readonly record struct Reading(string? Name, double Value, string? Unit)
{
    /// <inheritdoc/>
    public override string ToString() => Name is null ? Figures.WithUnit(Value, Unit) : $"{Name} {Figures.WithUnit(Value, Unit)}";
}
