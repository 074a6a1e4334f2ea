namespace EventFlow.Silo.Tests;

/// <summary>Knows one lesson, and one alert that can be marked.</summary>
internal sealed class FakeFeedback : IFeedbackService
{
    private static readonly Lesson Known = new(
        "l1", Lesson.FalseAlarm, "latency-anomaly", "z-score", "payments", FakeMonitoring.Series.Value, 1, null, 18, 400, 1_000, 86_400_000, 2_000, "ada", "as every month", "0123456789abcdef");

    public ValueTask<Outcome<Lesson>> MarkFalse(string alertId, string who, string comment) =>
        new(alertId == Known.AlertId ? Outcome<Lesson>.Done(Known with { LearnedBy = who, Comment = comment }) : Outcome<Lesson>.NotFound($"There is no alert '{alertId}'."));

    public ValueTask<Page<Lesson>> List(string? ruleId, string? service, string? subject, int offset, int limit) =>
        new(service is null or "payments" ? new Page<Lesson>([Known], 1, offset, limit) : new Page<Lesson>([], 0, offset, limit));

    public ValueTask<Outcome<Lesson>> Forget(string id, string who) => new(id == Known.Id ? Outcome<Lesson>.Done(Known) : Outcome<Lesson>.NotFound($"There is no lesson '{id}'."));
}
