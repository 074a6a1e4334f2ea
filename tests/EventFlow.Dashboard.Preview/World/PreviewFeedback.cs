namespace EventFlow.Dashboard.Preview;

/// <summary>Two lessons, which can be taken back.</summary>
public sealed class PreviewFeedback(PreviewWorld world, IAlertService alerts) : IFeedbackService
{
    private readonly List<Lesson> _lessons = [];
    private bool _begun;

    public async ValueTask<Outcome<Lesson>> MarkFalse(string alertId, string who, string comment)
    {
        if (await alerts.Get(alertId) is not { } alert) return Outcome<Lesson>.NotFound("There is no such alert.");
        await alerts.Resolve(alertId, who, "False alarm. " + comment);
        var lesson = Of($"l{_lessons.Count + 10}", Lesson.FalseAlarm, alert.Alert.RuleId, alert.Alert.Service, alert.Alert.Series?.Value ?? alert.Alert.Service, who, comment, alertId);
        _lessons.Insert(0, lesson);
        return Outcome<Lesson>.Done(lesson);
    }

    public ValueTask<Page<Lesson>> List(string? ruleId, string? service, string? subject, int offset, int limit)
    {
        if (!_begun && !world.IsEmpty)
        {
            _begun = true;
            _lessons.Add(Of("l2", Lesson.FalseAlarm, "latency-anomaly", "payments", "latency_ms{service=\"payments\"}", "ada", "The monthly settlement; it takes an hour and nobody waits for it.", "0123456789abcdef"));
            _lessons.Add(Of("l1", Lesson.Silence, "log-pattern", "payments", "payments", "grace", "Known, will be fixed with the next release", "123456789abcdef0") with { Direction = 1, Signal = "Card of <*> declined for order <*>: insufficient funds" });
        }

        var found = _lessons.Where(l => (ruleId is null || l.RuleId == ruleId) && (service is null || l.Service == service) && (subject is null || l.Subject == subject)).ToList();
        return new(new Page<Lesson>([.. found.Skip(offset).Take(limit)], found.Count, offset, limit));
    }

    public ValueTask<Outcome<Lesson>> Forget(string id, string who)
    {
        if (_lessons.Find(l => l.Id == id) is not { } lesson) return new(Outcome<Lesson>.NotFound("There is no such lesson."));
        _lessons.Remove(lesson);
        return new(Outcome<Lesson>.Done(lesson));
    }

    private Lesson Of(string id, string kind, string rule, string service, string subject, string who, string comment, string alert) =>
        new(id, kind, rule, "z-score", service, subject, 1, null, 18.6, 412, world.Now - 5 * 86_400_000L, 30 * 86_400_000L, world.Now - 5 * 86_400_000L, who, comment, alert);
}
