using EventFlow.Detection;
using EventFlow.Feedback;

namespace EventFlow.Tests.Feedback;

public sealed class LessonsTests
{
    private const long Start = 1_767_225_600_000;
    private const long Day = 86_400_000;

    [Fact]
    public void Temper_TheSameAgain_IsNormalAndScoresBelowNews()
    {
        var judged = Of(Lesson()).Temper(Start + 1, 180, Judge(12), out var held);
        Assert.Equal(Verdict.Normal, judged.Verdict);
        Assert.InRange(judged.Score, 0.1, DetectionResult.NoNews);
        Assert.False(judged.IsNews);
        Assert.StartsWith("held back: like what ada marked as a false alarm on 2026-01-01", held);
        Assert.Equal(held, judged.Reason);
    }

    [Theory]
    [InlineData(12, 260, true)] // farther out than half as far again
    [InlineData(30, 180, true)] // more improbable than half as improbable again
    [InlineData(17, 218, false)]
    [InlineData(300, 1000, true)]
    public void Temper_StrongerAnomaly_StillFiresBeyondTheMargin(double score, double value, bool fires)
    {
        var judged = Of(Lesson()).Temper(Start + 1, value, Judge(score), out var held);
        Assert.Equal(fires, judged.Verdict == Verdict.Anomalous);
        Assert.Equal(fires, held is null);
        if (fires) Assert.Equal(Judge(score), judged);
    }

    [Fact]
    public void Temper_LimitsOfAPerson_AreComparedByDistanceAlone()
    {
        // A threshold of 90 at 93: 300 points each time, and no expected value.
        var lesson = Lesson() with { UpToScore = 450, UpToDistance = 4.5 };
        static DetectionResult At(double value) => DetectionResult.Of(Verdict.Anomalous, DetectionResult.Certain, null, null, 90);
        Assert.NotEqual(Verdict.Anomalous, Of(lesson).Temper(Start + 1, 94, At(94), out _).Verdict);
        Assert.Equal(Verdict.Anomalous, Of(lesson).Temper(Start + 1, 99, At(99), out _).Verdict);
    }

    [Fact]
    public void Temper_OnTheOtherSideOrOfAnotherSignal_FiresAsBefore()
    {
        Assert.Equal(Verdict.Anomalous, Of(Lesson()).Temper(Start + 1, 20, Judge(12), out _).Verdict);
        Assert.Equal(Verdict.Anomalous, Of(Lesson()).Temper(Start + 1, 180, Judge(12) with { Signal = "disk full" }, out _).Verdict);
        Assert.Equal(Verdict.Normal, Of(Lesson() with { Signal = "disk full" }).Temper(Start + 1, 180, Judge(12) with { Signal = "disk full" }, out _).Verdict);
    }

    [Fact]
    public void Temper_LessonOfTheEnsembleWithoutASignal_GoesBySideAlone()
    {
        var taught = Of(Lesson() with { Detector = "ensemble" }, "ensemble");
        Assert.Equal(Verdict.Normal, taught.Temper(Start + 1, 180, Judge(12) with { Signal = "sudden change" }, out _).Verdict);
        Assert.Equal(Verdict.Anomalous, taught.Temper(Start + 1, 20, Judge(12) with { Signal = "sudden change" }, out _).Verdict);
    }

    [Fact]
    public void Temper_AsTimePasses_HoldsBackLessAndThenNothing()
    {
        Assert.NotEqual(Verdict.Anomalous, Of(Lesson()).Temper(Start + 15 * Day, 180, Judge(12), out _).Verdict);
        Assert.Equal(Verdict.Anomalous, Of(Lesson()).Temper(Start + 20 * Day, 180, Judge(12), out _).Verdict);
        Assert.Equal(Verdict.Anomalous, Of(Lesson()).Temper(Start + 4000 * Day, 101, Judge(2.3), out _).Verdict);
    }

    [Fact]
    public void Temper_BeforeItWasLearned_ChangesNothing() => Assert.Equal(Judge(12), Of(Lesson()).Temper(Start - 1, 180, Judge(12), out _));

    [Fact]
    public void Temper_BetweenRecoveryAndLimit_Lingers() => Assert.Equal(Verdict.Lingering, Of(Lesson()).Temper(Start + 1, 215, Judge(17), out _).Verdict);

    [Theory]
    [InlineData(Verdict.Warming)]
    [InlineData(Verdict.Normal)]
    [InlineData(Verdict.Lingering)]
    public void Temper_WhatIsNoAnomaly_IsLeftAlone(Verdict verdict) =>
        Assert.Equal(DetectionResult.Of(verdict, 1, 100, 50, 150), Of(Lesson()).Temper(Start + 1, 120, DetectionResult.Of(verdict, 1, 100, 50, 150), out _));

    [Fact]
    public void Temper_AnyNumbers_NeverGivesNaNAndNeverRaises()
    {
        var random = new Random(7);
        double Wild() => random.Next(6) switch { 0 => double.MaxValue, 1 => -double.MaxValue, 2 => double.Epsilon, 3 => 0, 4 => random.NextDouble() * 1e300, _ => random.NextDouble() };
        for (var i = 0; i < 20_000; i++)
        {
            var lesson = Lesson() with { UpToScore = Math.Abs(Wild()), UpToDistance = Math.Abs(Wild()), Direction = random.Next(-1, 2) };
            var judged = DetectionResult.Of(Verdict.Anomalous, random.NextDouble() * 300, random.Next(2) == 0 ? Wild() : null, random.Next(2) == 0 ? Wild() : null, random.Next(2) == 0 ? Wild() : null);
            var tempered = Of(lesson).Temper(random.Next(3) == 0 ? long.MaxValue : Start + random.NextInt64(100 * Day), Wild(), judged, out _);
            Assert.InRange(tempered.Score, 0, Math.Max(judged.Score, DetectionResult.NoNews));
        }
    }

    [Fact]
    public void Of_OtherRuleDetectorOrSubject_IsEmpty()
    {
        Assert.True(Lessons.Of([Lesson()], "other", "z-score", "s").IsEmpty);
        Assert.True(Lessons.Of([Lesson()], "r", "ewma", "s").IsEmpty);
        Assert.True(Lessons.Of([Lesson()], "r", "z-score", "t").IsEmpty);
    }

    private static Lessons Of(Lesson lesson, string detector = "z-score") => Lessons.Of([lesson], "r", detector, "s");

    // Learned from 180 where 100 was expected, at 12: up to 220 and 18.
    private static Lesson Lesson() => new("l1", EventFlow.Lesson.FalseAlarm, "r", "z-score", "payments", "s", 1, null, 18, 120, Start, 30 * Day, Start, "ada", "", "0123456789abcdef");

    private static DetectionResult Judge(double score) => DetectionResult.Of(Verdict.Anomalous, score, 100, 50, 150, "why");
}
