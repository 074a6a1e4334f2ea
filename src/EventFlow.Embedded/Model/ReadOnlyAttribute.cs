namespace EventFlow.Embedded;

/// <summary>Calls of methods so marked may interleave with each other, not with the rest.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
