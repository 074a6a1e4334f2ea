namespace EventFlow.Feedback;

/// <summary>What the grain of feedback stores.</summary>
public sealed class FeedbackState
{
    /// <summary>Ascends with every change.</summary>
    public long Version { get; set; }

    /// <summary>Number of the last lesson, for ids.</summary>
    public long Last { get; set; }

    /// <summary>What was learned, oldest first.</summary>
    public List<Lesson> Lessons { get; set; } = [];
}
