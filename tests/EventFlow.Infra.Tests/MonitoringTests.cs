using System.Text.Json;
using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>Rules and dashboards ask for metrics that a silo has, in queries that Prometheus understands.</summary>
public sealed partial class MonitoringTests(SampleSilo silo) : IClassFixture<SampleSilo>
{
    private static readonly string Rules = Tool.File("infra", "prometheus", "eventflow.rules.yml");

    [Fact]
    public async Task Rules_OfPrometheus_AreTakenByPrometheus()
    {
        Assert.SkipWhen(Counterparts.Promtool is null, Counterparts.Missing("promtool"));
        var (code, output) = await Tool.Run(Counterparts.Promtool!, ["check", "rules", Rules]);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Rules_OfPrometheus_FireWhenTheyShould()
    {
        Assert.SkipWhen(Counterparts.Promtool is null, Counterparts.Missing("promtool"));
        var (code, output) = await Tool.Run(Counterparts.Promtool!, ["test", "rules", Tool.File("tests", "EventFlow.Infra.Tests", "checks", "rules.test.yml")]);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Rules_OfPrometheus_HaveASectionInTheRunbookEach()
    {
        var alerts = Alert().Matches(await File.ReadAllTextAsync(Rules)).Select(static m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(alerts);
        var runbook = await File.ReadAllTextAsync(Tool.File("docs", "runbook.md"));
        Assert.All(alerts, alert => Assert.Contains($"## {alert}\n", runbook));
        Assert.Equal(alerts.Count, Heading().Count(runbook));
    }

    [Fact]
    public async Task Queries_OfRulesAndDashboards_AskForMetricsThatASiloHas()
    {
        var known = await silo.MetricNames();
        var asked = new[] { Rules }.Concat(Directory.GetFiles(Tool.File("infra", "grafana", "dashboards"), "*.json"))
            .SelectMany(static f => Metric().Matches(File.ReadAllText(f)).Select(m => (File: Repository.Relative(f), Name: m.Groups[1].Value))).Distinct().ToList();
        Assert.NotEmpty(asked);
        // 'up' is Prometheus' own.
        Assert.DoesNotContain(asked, a => a.Name != "up" && !known.Contains(a.Name));
    }

    [Fact]
    public async Task Queries_OfTheDashboards_AreTakenByPrometheus()
    {
        Assert.SkipWhen(Counterparts.Promtool is null, Counterparts.Missing("promtool"));
        var queries = Directory.GetFiles(Tool.File("infra", "grafana", "dashboards"), "*.json").SelectMany(Expressions).ToList();
        Assert.True(queries.Count > 20);
        using var folder = new TempDirectory();
        var file = Path.Combine(folder.Path, "rules.yml");
        // promtool has no command for one query; as recording rules they are checked alike. Grafana fills in the variables.
        var rules = queries.Select(static (q, i) => $"      - record: query:{i}\n        expr: {JsonSerializer.Serialize(q.Replace("$instance", ".*").Replace("$service", ".*"))}\n");
        await File.WriteAllTextAsync(file, $"groups:\n  - name: dashboards\n    rules:\n{string.Concat(rules)}");
        var (code, output) = await Tool.Run(Counterparts.Promtool!, ["check", "rules", "--lint=none", file]);
        Assert.True(code == 0, output);
    }

    private static IEnumerable<string> Expressions(string file)
    {
        using var board = JsonDocument.Parse(File.ReadAllText(file));
        return [.. board.RootElement.GetProperty("panels").EnumerateArray().Where(static p => p.TryGetProperty("targets", out _))
            .SelectMany(static p => p.GetProperty("targets").EnumerateArray()).Select(static t => t.GetProperty("expr").GetString()!)];
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^## EventFlow", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\b([a-z][a-z0-9_]+)\{job=")]
    private static partial Regex Metric();
}
