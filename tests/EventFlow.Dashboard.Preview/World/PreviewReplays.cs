namespace EventFlow.Dashboard.Preview;

/// <summary>Made-up replays: one that runs, one that has ended.</summary>
public sealed class PreviewReplays(TimeProvider time, PreviewWorld world) : IReplayService
{
    public ValueTask<Outcome<ReplayStatus>> Start(ReplayOrder order, string who, CancellationToken cancellationToken = default) => new(Outcome<ReplayStatus>.Done(Make("rp-new", ReplayState.Running) with { Plan = order.Plan }));

    public ValueTask<IReadOnlyList<ReplayStatus>> List() => new(world.Mode == "empty" ? [] : [Make("rp-20260131-120000-0001", ReplayState.Running), Make("rp-20260130-090000-0002", ReplayState.Completed)]);

    public async ValueTask<ReplayStatus?> Get(string id) => (await List()).FirstOrDefault(r => r.Id == id);

    public ValueTask<Outcome<ReplayStatus>> Pause(string id, string who) => new(Outcome<ReplayStatus>.Done(Make(id, ReplayState.Paused)));

    public ValueTask<Outcome<ReplayStatus>> Resume(string id, string who) => new(Outcome<ReplayStatus>.Done(Make(id, ReplayState.Running)));

    public ValueTask<Outcome<ReplayStatus>> Cancel(string id, string who) => new(Outcome<ReplayStatus>.Done(Make(id, ReplayState.Cancelled)));

    public ValueTask<Outcome<ReplayStatus>> Delete(string id, string who) => new(Outcome<ReplayStatus>.Done(Make(id, ReplayState.Cancelled)));

    public string? FindFile(string id) => null;

    private ReplayStatus Make(string id, ReplayState state)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var done = state == ReplayState.Running ? 0.42 : 1;
        var series = SeriesId.Create("payments", "latency_ms", LabelSet.Of(("region", "eu")));
        return new()
        {
            Id = id, Plan = new() { Name = "Last week against a lower limit", Streams = [StreamNames.Metrics], From = now - 604_800_000, Target = ReplayTarget.Detection, WarmUp = TimeSpan.FromHours(1) },
            State = state, Partitions = [new(StreamNames.Metrics, 0, 0, 1_000_000, (long)(1_000_000 * done))], Progress = done, Read = (long)(1_000_000 * done), Matched = (long)(900_000 * done),
            EventsPerSecond = 320_000, SecondsLeft = state == ReplayState.Running ? 2 : null, EventTime = now - 300_000_000, CreatedBy = "ada", CreatedAt = now - 60_000,
            EndedAt = state == ReplayState.Running ? null : now - 50_000, RunSeconds = 3.1,
            Result = new()
            {
                Samples = 900_000, Series = 120, Anomalies = 2, Alerts = 1,
                AlertList = [new("0123456789abcdef", "payments-slow", "Payments are slow", Severity.Critical, "payments", series, now - 400_000_000, now - 399_700_000, "latency_ms is 812 ms; expected at most 300", 812, 4.2)],
                AnomalyList = [new(series, "payments-slow", now - 400_000_000, 812, 300), new(series, "payments-slow", now - 399_990_000, 790, 300)], SeriesList = [new(series.Value, 604_800, 2, 1)],
            },
        };
    }
}
