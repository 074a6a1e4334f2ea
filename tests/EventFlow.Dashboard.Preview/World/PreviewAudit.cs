namespace EventFlow.Dashboard.Preview;

/// <summary>A day of changes by three people and a key.</summary>
public sealed class PreviewAudit(PreviewWorld world) : IAuditService
{
    private const string Rule = """{"id":"latency-high","name":"Latency is high","severity":"critical","enabled":true,"detector":"threshold","version":4}""";

    public ValueTask<Page<AuditEntry>> List(AuditQuery query)
    {
        world.Check("the audit log");
        AuditEntry[] all = world.IsEmpty ? [] : [.. Enumerable.Range(0, 40).SelectMany(day => Day(day, world.Now - (day * 86_400_000L)))];
        var found = all.Where(query.Matches).ToList();
        return new(new Page<AuditEntry>([.. found.Skip(query.Offset).Take(query.Limit)], found.Count, query.Offset, query.Limit));
    }

    private static AuditEntry[] Day(int day, long now) =>
    [
        Of(day, 7, now - 240_000, "ada", "ada", "dashboard", "silence.put", "7d1c7cb0-3a4e-4c52-9a3a-5b0e3f8d2f11", """{"kind":"silence","matchers":["service=\"payments\""],"comment":"Settlement runs late tonight."}"""),
        Of(day, 6, now - 1_900_000, "deploy pipeline", "key:k_31f0", "api", "silence.expire", "0c4b2f1e-5d5b-4a8e-8c1e-3f5a9f0a7b22", """{"kind":"maintenance","matchers":["service=\"orders\""],"comment":"Rollout of 4.12."}"""),
        Of(day, 5, now - 5_000_000, "grace", "grace", "dashboard", "rule.update", "latency-high", Rule),
        Of(day, 4, now - 9_100_000, "admin", "admin", "api", "routing.put", "12", """{"version":12,"comment":"Critical ones to whoever is on call."}"""),
        Of(day, 3, now - 15_000_000, "admin", "admin", "api", "apiKey.create", "k_31f0", """{"name":"deploy pipeline","scopes":["silence"]}"""),
        Of(day, 2, now - 21_000_000, "grace", "grace", "dashboard", "onCall.override", "primary", """{"member":"linus","reason":"Grace is on a train."}"""),
        Of(day, 1, now - 33_000_000, "ada", "ada", "dashboard", "feedback.markFalse", "0123456789abcdef", """{"ruleId":"latency-anomaly","subject":"latency_ms{service=\"payments\"}"}"""),
        Of(day, 0, now - 40_000_000, "ada", "ada", "dashboard", "channel.requeueMany", "", "3") with { Result = day % 7 == 2 ? "failed" : "done" },
    ];

    private static AuditEntry Of(int day, int number, long at, string who, string by, string via, string action, string target, string detail) =>
        new(((40 - day) * 8) + number, at, who, via == "api" ? by : "", via, action, target, "done", detail, via == "api" ? $"0af7651916cd43dd8448eb211c80{day:d2}{number:d2}" : "");
}
