using EventFlow.Alerting.Routing;

namespace EventFlow.Dashboard.Preview;

/// <summary>A routing configuration kept in memory; the tester answers with a made-up way.</summary>
public sealed class PreviewRouting(PreviewWorld world) : IAlertRoutingService
{
    private const string Yaml = """
        route:
          receiver: default
          group_by: [service, type]
          group_wait: 10s
          routes:
          - matchers: ['severity="critical"']
            receiver: on-call
            escalation: night
            continue: true
        receivers:
        - name: default
          channels: ['*']
        - name: on-call
          channels: [pager]
        """;

    private readonly List<AlertingConfigVersion> _versions = [];

    public ValueTask<AlertingConfigVersion> Get()
    {
        world.Check("the routing");
        if (_versions.Count == 0)
        {
            _versions.Add(new(0, Read(Yaml).Config!, 0, "settings", "What the settings say."));
            if (!world.IsEmpty) _versions.Add(new(1, Read(Yaml).Config!, world.Now - 86_400_000, "ada", "Critical ones to whoever is on call, and on to the others when nobody takes care."));
        }
        return new(_versions[^1]);
    }

    public async ValueTask<IReadOnlyList<AlertingConfigInfo>> Versions()
    {
        await Get();
        return [.. _versions.Select(v => new AlertingConfigInfo(v.Version, v.At, v.Who, v.Comment, 2, 2, v == _versions[^1])).Reverse()];
    }

    public async ValueTask<AlertingConfigVersion?> GetVersion(long version)
    {
        await Get();
        return _versions.Find(v => v.Version == version);
    }

    public ValueTask<IReadOnlyList<Fault>> Check(AlertingConfig config) => new([]);

    public async ValueTask<Outcome<AlertingConfigVersion>> Put(AlertingConfig config, long? expected, string who, string comment)
    {
        var current = await Get();
        if (expected is { } known && known != current.Version) return Outcome<AlertingConfigVersion>.Conflict($"Version {current.Version} of the routing is in force, put there by {current.Who}; expected {known}. Read it again and repeat the change.");
        _versions.Add(new(_versions[^1].Version + 1, config, world.Now, who, comment));
        return Outcome<AlertingConfigVersion>.Done(_versions[^1]);
    }

    public async ValueTask<Outcome<AlertingConfigVersion>> Rollback(long version, string who) => await Put((await GetVersion(version))!.Config, null, who, $"Back to version {version}.");

    public AlertingConfigReading Read(string yaml) => new AlertingYamlReader(new HashSet<string>()).Read(yaml);

    public string Write(AlertingConfig config) => AlertingYamlWriter.Write(config);

    public ValueTask<Outcome<RouteTest>> Test(LabelSet labels, long at, AlertingConfig? config)
    {
        const string Path = "{}/{severity=\"critical\"}";
        EscalationTarget ada = new("mail", "ada@example.com", "primary", "Ada", true, "On call in Primary until Mon 2 Feb 09:00 (Europe/Berlin).");
        var target = new RouteTestTarget(Path, "on-call", ["service", "type"], $"{Path}:{{service=\"payments\",type=\"latency\"}}", TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), TimeSpan.FromHours(4), at + 10_000, null,
            [new("pager", true, "It hears of critical and worse.")])
        {
            Escalation = "night",
            Steps = [new(1, 1, at + 10_000, [new("ops-webhook", null, null, null, true, "The step names the channel.")]), new(2, 1, at + 610_000, [ada]), new(3, 1, at + 1_810_000, [new("", null, "database", null, false, "Nobody is on call in Database, working hours.")])],
        };
        return new(Outcome<RouteTest>.Done(new(labels, Severity.Critical, at, [], [target], [new("{}", 0, true, "The root takes every alert."), new(Path, 1, true, "All its matchers match. It ends here.")])));
    }
}
