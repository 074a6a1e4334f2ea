using EventFlow.Detection;
using EventFlow.Ingestion;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;
using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>Runs the replays of this process, a few at a time. Thread safe.</summary>
internal sealed class ReplayRunner(
    IEventLog log, RuleCompiler compiler, IngestionService ingestion, ReplayManners manners, ReplayFiles files, IHttpClientFactory http, TimeProvider time,
    IOptions<ReplayOptions> options, IOptions<IngestionOptions> ingestionOptions, IOptions<SeriesOptions> seriesOptions, IOptions<ServiceOptions> serviceOptions) : IDisposable
{
    private const int MostThreads = 4;

    private readonly SemaphoreSlim _slots = new(options.Value.MaxRunning);

    /// <summary>Starts a replay from a point; the task is as <see cref="ReplayRun.RunAsync"/>.</summary>
    public (ReplayRun Run, Task Running) Start(string id, ReplayPlan plan, ReplayPoint from)
    {
        var run = new ReplayRun(plan, from, plan.Target == ReplayTarget.Detection, log, manners, time);
        return (run, QuietThread.RunAsync(() => run.RunAsync(() => TargetOf(id, plan, from.Result), _slots), "replay " + id));
    }

    public void Dispose() => _slots.Dispose();

    private IReplayTarget TargetOf(string id, ReplayPlan plan, ReplayResult before) => plan.Target switch
    {
        ReplayTarget.DryRun => new DryRun(),
        ReplayTarget.Detection => new ScratchSpace(RulesOf(plan), new(
            ingestionOptions.Value, seriesOptions.Value, serviceOptions.Value, options.Value.MaxSeries, options.Value.MaxListed, plan.From ?? long.MinValue),
            new QuietWorkers(ThreadsOf(options.Value), manners, time, "replay " + id)),
        ReplayTarget.Ingestion => new CopyTarget(id, plan.ServicePrefix!, before, ingestion, time),
        ReplayTarget.Webhook => new WebhookTarget(id, new(plan.Url!), before, http.CreateClient(WebhookTarget.ClientName), time),
        ReplayTarget.File => new FileTarget(files.PathOf(id), before),
        _ => throw new InvalidOperationException($"The target of replay {id} is {plan.Target}; expected one this program knows. Run the version of EventFlow that made it, or a later one."),
    };

    private static int ThreadsOf(ReplayOptions options) => options.DetectionThreads > 0 ? options.DetectionThreads : Math.Min(MostThreads, Environment.ProcessorCount);

    private RuleSnapshot RulesOf(ReplayPlan plan)
    {
        var faults = new List<Fault>();
        var compiled = plan.Rules.Select(rule => compiler.Compile(rule, faults)).ToList();
        return faults.Count == 0
            ? new(0, compiled.OfType<CompiledRule>())
            : throw new InvalidOperationException($"A rule of the replay cannot be used any more: {string.Join(' ', faults)}");
    }
}
