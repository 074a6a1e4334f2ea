using System.Text.Json;
using System.Text.Json.Serialization;
using EventFlow.Alerting;
using EventFlow.Detection;
using EventFlow.Ingestion;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Simulation.Tests.Engines;

/// <summary>
/// A partition and all that it feeds, without a runtime: the engines of ingestion, series and services, and the machine of alerts, with storage that keeps every version saved.
/// Alerts save before they answer, as their grain does; everything else saves when told.
/// </summary>
internal sealed class EngineWorld(IReadOnlyList<EventBatch> frames)
{
    private const string Key = "service-metrics-0";
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private static readonly IngestionOptions Options = new() { DuplicateWindow = 20, MaxProducers = 3 };
    private static readonly RuleSnapshot Rules = Compile();

    private readonly SortedDictionary<string, (SeriesEngine Engine, Saved<MetricSeriesState> Saved)> _series = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (ServiceEngine Engine, Saved<ServiceState> Saved)> _services = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, AlertRecord> _alerts = new(StringComparer.Ordinal);
    private IngestionEngine _engine = new(Key, new(), Options);
    private string _checkpoint = JsonSerializer.Serialize(new IngestionState(), Json);

    /// <summary>Transitions that alerts made.</summary>
    public int Transitions => _alerts.Sum(static a => a.Value.History.Count);

    public static string RunCalmly(IReadOnlyList<EventBatch> frames)
    {
        var world = new EngineWorld(frames);
        while (world.Deliver(1, 0, int.MaxValue, 0)) { }
        world.Checkpoint();
        return world.Describe();
    }

    public void Run(WildStep step)
    {
        switch (step.Kind)
        {
            case WildStepKind.Deliver:
                Deliver(step.A + 1, step.B % 4, int.MaxValue, step.B);
                break;
            case WildStepKind.DeliverInPart:
                Deliver(step.A + 1, step.B % 4, step.B % 7, step.B);
                break;
            case WildStepKind.SaveOne:
                SaveSome(1, step.B);
                break;
            case WildStepKind.SaveSome:
                SaveSome(step.A, step.B);
                break;
            case WildStepKind.Checkpoint:
                Checkpoint();
                break;
            default:
                Crash(step.B);
                break;
        }
    }

    /// <summary>Delivers the rest and makes a checkpoint.</summary>
    public string Finish()
    {
        while (Deliver(int.MaxValue, 0, int.MaxValue, 0)) { }
        Checkpoint();
        return Describe();
    }

    /// <summary>Everything there is to compare. Left out: processing times, and when the newest event behind a signal arrived, which is a measure of delay and tells of deliveries.</summary>
    private string Describe() => string.Join('\n',
    [
        DescribeCheckpoint(),
        .. _series.Select(static s => $"{s.Key}: {JsonSerializer.Serialize(s.Value.Engine.Save(), Json)}"),
        .. _services.Select(static s => $"{s.Key}: {Describe(s.Value.Engine.Save(0))}"),
        .. _alerts.Select(static a => $"{a.Key}: {Describe(a.Value)}"),
    ]);

    // A table has no order; how it is written tells in which order its entries came since the last load.
    private string DescribeCheckpoint()
    {
        var state = JsonSerializer.Deserialize<IngestionState>(_checkpoint, Json)!;
        state.Producers = state.Producers.OrderBy(static p => p.Key, StringComparer.Ordinal).ToDictionary();
        return JsonSerializer.Serialize(state, Json);
    }

    // A set of positions has no order, and the latest samples are listed as they were first seen since the last load.
    private static string Describe(ServiceState state)
    {
        state.Latest.Sort(static (a, b) => string.CompareOrdinal(a.Series.Value, b.Series.Value));
        return JsonSerializer.Serialize(state, Json);
    }

    private static string Describe(AlertRecord alert)
    {
        var copy = JsonSerializer.Deserialize<AlertRecord>(JsonSerializer.Serialize(alert, Json), Json)!;
        copy.ReceivedAt = 0;
        return JsonSerializer.Serialize(copy, Json);
    }

    /// <summary>One delivery, of which only so many grains succeed. Returns whether there was anything new.</summary>
    private bool Deliver(int count, int overlap, int mostCalls, int draw)
    {
        var next = frames.TakeWhile(f => f.LastOffset < _engine.NextOffset).Count();
        if (next == frames.Count) return false;
        var plan = _engine.Plan(frames.Skip(Math.Max(0, next - overlap)).Take(count));
        var calls = plan.Series.Select(b => (Action)(() => Append(b))).Concat(plan.Services.Select(s => (Action)(() => Observe(s.Key, s.Value)))).ToList();
        var random = new Random(draw);
        foreach (var call in calls.OrderBy(_ => random.Next()).Take(mostCalls)) call();
        if (calls.Count <= mostCalls) _engine.Commit(plan);
        return true;
    }

    private void Append(SeriesBatch batch)
    {
        if (!_series.TryGetValue(batch.Series.Value, out var series)) _series[batch.Series.Value] = series = (new(batch.Series, new(), new()), new());
        series.Engine.Apply(batch, Rules);
        while (series.Engine.Outbox is [var signal, ..])
        {
            Take(signal);
            series.Engine.Confirm();
        }

        series.Engine.Decisions.Clear();
    }

    private void Observe(string name, ServiceBatch batch)
    {
        if (!_services.TryGetValue(name, out var service)) _services[name] = service = (new(name, new(), new(), 0), new());
        service.Engine.Apply(batch, Rules, 0);
        while (service.Engine.Outbox is [var signal, ..])
        {
            Take(signal);
            service.Engine.Confirm();
        }

        service.Engine.Decisions.Clear();
    }

    private void Take(AlertSignal signal)
    {
        if (!_alerts.TryGetValue(signal.Fingerprint, out var alert)) _alerts[signal.Fingerprint] = alert = new();
        AlertMachine.Apply(alert, signal, 0);
    }

    private void SaveSome(int count, int draw)
    {
        var saves = _series.Values.Select(s => (Action)(() => s.Saved.Add(s.Engine.Save()))).Concat(_services.Values.Select(s => (Action)(() => s.Saved.Add(s.Engine.Save(0))))).ToList();
        var random = new Random(draw);
        foreach (var save in saves.OrderBy(_ => random.Next()).Take(count)) save();
    }

    private void Checkpoint()
    {
        SaveSome(int.MaxValue, 0);
        _checkpoint = JsonSerializer.Serialize(_engine.Snapshot(), Json);
        foreach (var (_, saved) in _series.Values) saved.Forget();
        foreach (var (_, saved) in _services.Values) saved.Forget();
    }

    private void Crash(int draw)
    {
        var random = new Random(draw);
        foreach (var key in _series.Keys.ToList()) _series[key] = (new(new(key), new(), _series[key].Saved.FallBack(random.Next(1000))), _series[key].Saved);
        foreach (var key in _services.Keys.ToList()) _services[key] = (new(key, new(), _services[key].Saved.FallBack(random.Next(1000)), 0), _services[key].Saved);
        _engine = new(Key, JsonSerializer.Deserialize<IngestionState>(_checkpoint, Json)!, Options);
    }

    private static RuleSnapshot Compile()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddDetection().AddBuiltInDetectors();
        var compiler = new RuleCompiler(services.BuildServiceProvider().GetRequiredService<DetectorCatalog>());
        return new(1, BuiltInRules.All.Append(new() { Id = "jobs-high", Name = "Jobs high", Metric = "jobs", Detector = "threshold", Parameters = new("""{"operator":"above","value":50}"""), Version = 1 })
            .Select(rule => compiler.Compile(rule, []) ?? throw new InvalidOperationException($"Rule {rule.Id} cannot be compiled.")));
    }
}
