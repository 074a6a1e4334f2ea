namespace EventFlow;

/// <summary>All lessons at one version.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LessonSet")]
public sealed record LessonSet(long Version, IReadOnlyList<Lesson> Lessons);
