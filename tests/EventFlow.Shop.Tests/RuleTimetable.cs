using System.Text;
using EventFlow.Detection;
using EventFlow.LogPatterns;
using EventFlow.Rules;
using EventFlow.Shop.Services;
using EventFlow.Shop.Simulation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Shop.Tests;

/// <summary>Runs the shop through the built-in rules, on simulated time, and writes down when an alert fires and when it recovers.</summary>
internal sealed class RuleTimetable
{
    private readonly RuleSnapshot _rules;
    private readonly WatchOutput _output = new();
    private readonly Dictionary<(string Service, string Metric), SeriesWatch> _series = [];
    private readonly Dictionary<string, ServiceWatch> _services = [];
    private readonly Dictionary<string, LogPatternMiner> _patterns = [];
    private readonly Dictionary<string, long> _lastSeen = [];
    private readonly Dictionary<(string Rule, string Service, string? Metric), long> _firing = [];

    private RuleTimetable() => _rules = Compile();

    /// <summary>What fired; seconds since the start.</summary>
    public List<(string Rule, string Service, string? Metric, long From, long To)> Alerts { get; } = [];

    public static RuleTimetable Run(ShopSimulation simulation, int seconds)
    {
        var timetable = new RuleTimetable();
        for (var second = 0; second <= seconds; second++)
        {
            timetable.Step(simulation, second);
        }

        foreach (var (alert, from) in timetable._firing)
        {
            timetable.Alerts.Add((alert.Rule, alert.Service, alert.Metric, from, long.MaxValue));
        }

        return timetable;
    }

    private static RuleSnapshot Compile()
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddOptions();
        services.AddDetection().AddBuiltInDetectors();
        using var provider = services.BuildServiceProvider();
        var compiler = new RuleCompiler(provider.GetRequiredService<DetectorCatalog>());
        return new RuleSnapshot(1, [.. BuiltInRules.All.Where(rule => rule.Enabled).Select(rule => compiler.Compile(rule, new List<Fault>())!)]);
    }

    private void Step(ShopSimulation simulation, long second)
    {
        var elapsed = TimeSpan.FromSeconds(second);
        var samples = second % ShopSimulation.MetricSeconds == 0 ? simulation.MetricsAt(elapsed).ToList() : [];
        var logs = second % LogModel.SpanSeconds == 0 ? simulation.LogsAt(elapsed).ToList() : [];
        foreach (var sample in samples)
        {
            Observe(sample, second);
        }

        foreach (var service in SampleService.All.Select(service => service.Name))
        {
            Observe(service, second, [.. logs.Where(log => log.Service == service)], samples.Count(sample => sample.Service == service));
        }
    }

    private void Observe(MetricSample sample, long second)
    {
        var watch = Get(_series, (sample.Service, sample.Metric), key => new SeriesWatch(new SeriesParts(key.Service, key.Metric, LabelSet.Empty)));
        watch.Use(_rules, _output);
        watch.Observe(second * 1000, sample.Value, sample.Unit, _output);
        Collect(sample.Service, sample.Metric, second);
    }

    private void Observe(string service, long second, List<LogRecord> logs, int samples)
    {
        var watch = Get(_services, service, key => new ServiceWatch(key));
        watch.Use(_rules, _output);
        foreach (var records in logs.GroupBy(log => (long)Math.Floor(log.At.TotalSeconds)).OrderBy(group => group.Key))
        {
            watch.Observe(new ServiceObservation(records.Key * 1000, second * 1000, records.Count(), records.Count(log => log.Level == Services.RecordLevel.Error), 0) { Patterns = PatternsOf(service, records) }, _output);
        }

        if (samples > 0)
        {
            watch.Observe(new ServiceObservation(second * 1000, second * 1000, 0, 0, samples), _output);
        }

        if (samples > 0 || logs.Count > 0)
        {
            _lastSeen[service] = second;
        }

        watch.Tick(new ServiceTick(second * 1000, TimeSpan.FromSeconds(second - _lastSeen.GetValueOrDefault(service)), Live: true), _output);
        Collect(service, null, second);
    }

    private LogPatternTally PatternsOf(string service, IEnumerable<LogRecord> records)
    {
        var (miner, tally) = (Get(_patterns, service, _ => new LogPatternMiner(200)), new LogPatternTally());
        foreach (var record in records)
        {
            var level = record.Level switch { Services.RecordLevel.Error => LogSeverity.Error, Services.RecordLevel.Warn => LogSeverity.Warn, _ => LogSeverity.Info };
            tally.Add(miner.Take(Encoding.UTF8.GetBytes(record.Message), level, (long)record.At.TotalMilliseconds), miner.Epoch);
        }

        return tally;
    }

    private void Collect(string service, string? metric, long second)
    {
        Assert.Empty(_output.Faults);
        foreach (var (rule, finding) in _output.Findings)
        {
            var alert = (rule.Definition.Id, service, metric);
            if (finding.Kind == AlertSignalKind.Firing)
            {
                _firing.TryAdd(alert, second);
            }
            else if (finding.Kind == AlertSignalKind.Recovered && _firing.Remove(alert, out var from))
            {
                Alerts.Add((rule.Definition.Id, service, metric, from, second));
            }
        }

        _output.Clear();
    }

    private static TValue Get<TKey, TValue>(Dictionary<TKey, TValue> values, TKey key, Func<TKey, TValue> create)
        where TKey : notnull
    {
        if (!values.TryGetValue(key, out var value))
        {
            values[key] = value = create(key);
        }

        return value;
    }
}
