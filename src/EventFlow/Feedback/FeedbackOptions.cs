using System.ComponentModel.DataAnnotations;

namespace EventFlow.Feedback;

/// <summary>Settings of feedback, <c>EventFlow:Feedback</c>.</summary>
public sealed class FeedbackOptions
{
    /// <summary>How much stronger than the one that was marked an anomaly may be and still count as the same situation, in percent, 0 to 1,000. Default 50.</summary>
    [Range(0.0, 1000.0)]
    public double MarginPercent { get; set; } = 50;

    /// <summary>Time after which half of what a false alarm taught has faded, in days of event time, 0.01 to 3,650. Default 30.</summary>
    [Range(0.01, 3650.0)]
    public double HalfLifeDays { get; set; } = 30;

    /// <summary>The same for a silence, which says less, 0.01 to 3,650. Default 7.</summary>
    [Range(0.01, 3650.0)]
    public double SilenceHalfLifeDays { get; set; } = 7;

    /// <summary>Whether an alert teaches that was silenced until it was over. Default yes. Maintenance never does: planned work says nothing of what is usual.</summary>
    public bool LearnFromSilences { get; set; } = true;

    /// <summary>Lessons kept, 1 to 100,000. Default 1,000; beyond, the one that has faded most is forgotten.</summary>
    [Range(1, 100_000)]
    public int MaxLessons { get; set; } = 1000;
}
