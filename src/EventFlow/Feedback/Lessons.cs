using System.Globalization;
using EventFlow.Detection;

namespace EventFlow.Feedback;

/// <summary>What was learned about one rule on one subject, ready to be applied. Immutable.</summary>
public sealed class Lessons
{
    // Below this share of what is held back a value is normal; between, a firing alert goes on and none begins.
    private const double Recovery = 0.8;

    private readonly Lesson[] _lessons;

    private Lessons(Lesson[] lessons) => _lessons = lessons;

    /// <summary>Of no lesson.</summary>
    public static Lessons None { get; } = new([]);

    /// <summary>Whether there is anything to apply.</summary>
    public bool IsEmpty => _lessons.Length == 0;

    /// <summary>The lessons of a rule with a detector on a subject.</summary>
    public static Lessons Of(IEnumerable<Lesson> all, string ruleId, string detector, string subject)
    {
        var mine = all.Where(l => l.RuleId == ruleId && l.Detector == detector && l.Subject == subject).ToArray();
        return mine.Length == 0 ? None : new(mine);
    }

    /// <summary>
    /// What a judgement is worth after all that was learned: an anomaly like one that was nothing, and not much stronger, begins no alert and scores at most <see cref="DetectionResult.NoNews"/>;
    /// <paramref name="held"/> then says by which lesson. Everything else is as it was.
    /// </summary>
    public DetectionResult Temper(long time, double value, in DetectionResult judgement, out string? held)
    {
        held = null;
        if (judgement.Verdict != Verdict.Anomalous) return judgement;
        var (distance, direction) = Anomalies.DistanceOf(value, judgement.Expected, judgement.Lower, judgement.Upper);
        var (lesson, least) = ((Lesson?)null, double.PositiveInfinity);
        foreach (var one in _lessons)
        {
            if (one.Direction != direction || (one.Signal != judgement.Signal && !IsOfAnySignal(one))) continue;
            var left = one.LeftAt(time);
            var share = Math.Max(Share(judgement.Score, one.UpToScore * left), Share(distance, one.UpToDistance * left));
            if (share < least) (lesson, least) = (one, share);
        }

        if (lesson is null || least > 1) return judgement;
        held = Words(lesson, least);
        return judgement with { Verdict = least <= Recovery ? Verdict.Normal : Verdict.Lingering, Score = least * DetectionResult.NoNews, Reason = held };
    }

    // Taught before the ensemble said what sort of thing it found.
    private static bool IsOfAnySignal(Lesson lesson) => lesson is { Signal: null, Detector: EnsembleDetectionExtensions.Name };

    private static double Share(double found, double most) => found <= 0 ? 0 : most > 0 ? found / most : double.PositiveInfinity;

    private static string Words(Lesson lesson, double share)
    {
        var on = DateTimeOffset.FromUnixTimeMilliseconds(lesson.LearnedAt);
        var what = lesson.Kind == Lesson.Silence ? "silenced" : "marked as a false alarm";
        return string.Create(CultureInfo.InvariantCulture, $"held back: like what {lesson.LearnedBy} {what} on {on:yyyy-MM-dd}, at {share * 100:0} % of what that covers");
    }
}
