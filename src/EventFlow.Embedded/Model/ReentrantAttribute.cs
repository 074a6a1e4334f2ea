namespace EventFlow.Embedded;

/// <summary>Calls of this grain may interleave at every await. Still one thread at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
