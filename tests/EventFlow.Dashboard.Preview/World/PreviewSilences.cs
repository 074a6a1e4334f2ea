namespace EventFlow.Dashboard.Preview;

/// <summary>Silences kept in memory.</summary>
public sealed class PreviewSilences : ISilenceService
{
    private readonly PreviewWorld _world;
    private readonly PreviewAlerts _alerts;
    private readonly List<Silence> _silences = [];

    public PreviewSilences(PreviewWorld world, PreviewAlerts alerts)
    {
        (_world, _alerts) = (world, alerts);
        if (world.IsEmpty) return;
        var now = world.Now;
        _silences.Add(new("s-1", Silence.Plain, ["service=\"notification\"", "severity=~\"info|warning\""], now - 1_800_000, now + 5_400_000, null, "ada", "The mail provider is slow today, they know.", now - 1_800_000, now));
        _silences.Add(new("s-2", Silence.Maintenance, ["service=\"orders\""], now - 86_400_000, now + 86_400_000 * 13L, new() { Times = [new("02:00", "04:00")], Weekdays = ["sunday"], Location = "Europe/Berlin" }, "bob", "Weekly vacuum of the orders database.", now - 86_400_000, now));
        _silences.Add(new("s-3", Silence.Plain, ["alertname=\"Latency high\""], now - 7_200_000, now - 3_600_000, null, "ada", "Load test.", now - 7_200_000, now) { ExpiredBy = "ada" });
    }

    public ValueTask<IReadOnlyList<SilenceStatus>> List(string? kind)
    {
        _world.Check("the list of silences");
        return new([.. _silences.Where(s => kind is null || s.Kind == kind).Select(StatusOf)]);
    }

    public ValueTask<SilenceStatus?> Get(string id) => new(_silences.Where(s => s.Id == id).Select(StatusOf).FirstOrDefault());

    public ValueTask<Outcome<Silence>> Put(SilenceRequest request, string who)
    {
        if (request.Comment.Length == 0) return new(Outcome<Silence>.Invalid([new("comment", "empty", "why: those who miss the alert will ask")]));
        _silences.RemoveAll(s => s.Id == request.Id);
        var silence = new Silence(request.Id ?? $"s-{_world.Now}", request.Kind, request.Matchers, request.StartsAt, request.EndsAt, request.Schedule, who, request.Comment, _world.Now, _world.Now);
        _silences.Insert(0, silence);
        return new(Outcome<Silence>.Done(silence));
    }

    public ValueTask<Outcome<Silence>> Expire(string id, string who)
    {
        var at = _silences.FindIndex(s => s.Id == id);
        _silences[at] = _silences[at] with { EndsAt = _world.Now, ExpiredBy = who };
        return new(Outcome<Silence>.Done(_silences[at]));
    }

    public ValueTask<Outcome<SilencePreview>> Preview(IReadOnlyList<string> matchers) => new(Outcome<SilencePreview>.Done(new(_alerts.Open().Count(), [.. _alerts.Open()])));

    private SilenceStatus StatusOf(Silence s) => s.EndsAt <= _world.Now ? new(s, "expired", 0, null) : s.Schedule is null ? new(s, "active", 2, s.EndsAt) : new(s, "waiting", 0, _world.Now + 7_200_000);
}
