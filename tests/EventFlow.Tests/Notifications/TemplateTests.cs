using EventFlow.Notifications;
using EventFlow.Notifications.Templates;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications;

public sealed class TemplateTests
{
    private static readonly Notification Both = Notices.Of("n1", "firing", Notices.Firing(), Notices.Resolved());

    [Theory]
    [InlineData("plain {text}", "plain {text}")]
    [InlineData("{{ .Status | toUpper }}", "FIRING")]
    [InlineData("{{ .GroupLabels.service }}/{{ .CommonLabels.type }}/{{ .GroupLabels.nothing }}.", "payments/degradation/.")]
    [InlineData("{{ len .Alerts }} {{ .Alerts.Firing | len }} {{ len .Alerts.Resolved }}", "2 1 1")]
    [InlineData("{{ range .Alerts }}[{{ .Name }}: {{ .Status }}, {{ $.GroupLabels.service }}]{{ end }}", "[High latency: firing, payments][Errors: resolved, payments]")]
    [InlineData("{{ range .Alerts }}{{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }};{{ end }}\n{{- end }}",
        "alertname=High latency;region=eu;service=payments;severity=critical;type=degradation;alertname=Errors;service=payments;severity=warning;type=degradation;")]
    [InlineData("{{ if eq .Status \"resolved\" }}over{{ else if gt (len .Alerts) 5 }}many{{ else }}few{{ end }}", "few")]
    [InlineData("{{ if and (eq .Status \"firing\") (not .StandsInFor) }}yes{{ end }}", "yes")]
    [InlineData("{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}no summary in common{{ end }}", "no summary in common")]
    [InlineData("a  {{- \" b \" -}}  c{{/* not shown */}}", "a b c")]
    [InlineData("{{ join \", \" .Alerts.Firing.Names }}", "High latency")]
    [InlineData("{{ .Incident | default \"of one service\" }}", "of one service")]
    [InlineData("{{ .Alerts.Firing.Names | join \"/\" | toLower | truncate 6 }}", "high…")]
    [InlineData("{{ index .GroupLabels \"service\" }}{{ (index .Alerts 1).Name }}", "paymentsErrors")]
    [InlineData("{{ range first 1 .Alerts }}{{ date \"yyyy-MM-dd HH:mm\" .StartsAt }} {{ .Duration }}{{ end }}", "2026-01-01 00:00 8s")]
    [InlineData("{{ .CommonLabels.owner | default \"nobody\" }}", "nobody")]
    [InlineData("{{ `raw \\n` }}{{ \"a\\\"b\" }}", "raw \\na\"b")]
    [InlineData("{{ replace \"pay\" \"PAY\" .GroupLabels.service }}{{ urlquery \"a b&c\" }}", "PAYmentsa%20b%26c")]
    public void Write_Good_IsWorded(string source, string expected) => Assert.Equal(expected, Write(source));

    [Fact]
    public void Write_OfAnIncident_SaysWhereItBeganInEachForm()
    {
        const string words = "Began in payments: latency_ms 14:02:05, then orders 14:02:35 (UTC)";
        var notification = Both with { Incident = words };
        Assert.StartsWith(words + "\n\n", BuiltInText.Body(notification, "http://here", DateTimeOffset.UnixEpoch));
        Assert.DoesNotContain("Began", BuiltInText.Body(Both, "http://here", DateTimeOffset.UnixEpoch));
        using var json = System.Text.Json.JsonDocument.Parse(EventFlow.Notifications.Webhook.WebhookPayload.Write(notification, "ops", "http://here", 0));
        Assert.Equal(words, json.RootElement.GetProperty("commonAnnotations").GetProperty("incident").GetString());
        Assert.Equal("." + words, Write("{{ .StandsInFor }}.{{ .Incident }}", notification));
    }

    [Theory]
    [InlineData("{{ .Status", "line 1: '{{' has no '}}'")]
    [InlineData("one\n{{ range .Alerts }}", "line 2: 'range' has no 'end'")]
    [InlineData("{{ end }}", "line 1: 'end' without a block it belongs to")]
    [InlineData("{{ shell \"rm\" }}", "line 1: there is no function shell; there are")]
    [InlineData("{{ toUpper }}", "line 1: toUpper wants 1 arguments and has 0")]
    [InlineData("{{ .Alerts | }}", "a value is missing")]
    [InlineData("{{ $x }}", "variables are not known")]
    [InlineData("{{ if (eq 1 1 }}x{{ end }}", "')' is missing")]
    [InlineData("{{ }}", "a value is missing")]
    public void FaultOf_Bad_SaysWhereAndWhy(string source, string fault) => Assert.Contains(fault, Template.FaultOf(source));

    [Theory]
    [InlineData("{{ .Statsu }}", "the notification has no field Statsu; it has Status")]
    [InlineData("{{ range .Status }}{{ end }}", "range wants a list or labels, and got a text")]
    [InlineData("{{ index .Alerts 9 }}", "index 9 is outside of a list of 2")]
    [InlineData("{{ lt .Status 3 }}", "a number is wanted, and a text was given")]
    [InlineData("{{ date \"q\" .Status }}", "date wants a time, and got a text")]
    public void Write_Failing_SaysWhy(string source, string fault) => Assert.Contains(fault, Assert.Throws<TemplateException>(() => Write(source)).Message);

    /// <summary>Prometheus writes NaN into annotations, and a text may be made to grow with each function: the built-in text stands in for both.</summary>
    [Theory]
    [InlineData("{{ duration .CommonAnnotations.value }}", "a number is wanted")]
    [InlineData("{{ truncate .CommonAnnotations.value .Status }}", "a number is wanted")]
    [InlineData("{{ len (replace \"a\" .CommonAnnotations.long (replace \"a\" .CommonAnnotations.long .CommonAnnotations.long)) }}", "characters")]
    public void Write_ValuesThatCannotBeUsed_SayWhy(string source, string fault)
    {
        var notification = Notices.Of("n1", "firing", Notices.Firing() with { Annotations = LabelSet.Of(("value", "NaN"), ("long", new string('a', 16_384))) });
        Assert.Contains(fault, Assert.Throws<TemplateException>(() => Write(source, notification)).Message);
    }

    /// <summary>Loops in loops, and texts that grow, end at a limit and not with the process.</summary>
    [Theory]
    [InlineData("{{ range .Alerts }}{{ range $.Alerts }}{{ range $.Alerts }}{{ range $.Alerts }}{{ end }}{{ end }}{{ end }}{{ end }}", "steps")]
    [InlineData("{{ range .Alerts }}{{ range $.Alerts }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{{ end }}{{ end }}", "characters")]
    public void Write_Endless_EndsAtItsLimit(string source, string what)
    {
        var many = Notices.Of("n1", "firing", [.. Enumerable.Range(0, 1_000).Select(static i => Notices.Firing($"a{i}"))]);
        Assert.Contains(what, Assert.Throws<TemplateException>(() => Write(source, many)).Message);
    }

    [Fact]
    public void FaultOf_DeeperOrLongerThanAllowed_IsRefused()
    {
        Assert.Contains("deep", Template.FaultOf(string.Concat(Enumerable.Repeat("{{ if .Status }}", 500))));
        Assert.Contains("deep", Template.FaultOf("{{ " + new string('(', 500) + " }}"));
        Assert.Contains("deep", Template.FaultOf("{{ if .Status }}a" + string.Concat(Enumerable.Repeat("{{ else if .Status }}a", 300)) + "{{ end }}"));
        Assert.Contains("at most 8192", Template.FaultOf(new string('x', 8_193)));
    }

    /// <summary>Whatever people type, it is a template or a fault that says why.</summary>
    [Fact]
    public void FaultOf_AnyText_NeverThrows()
    {
        var random = new Random(20260101);
        string[] parts = ["{{", "}}", "{{-", "-}}", " ", "\n", ".", "$", "Alerts", "range ", "if ", "end", "else ", "with ", "(", ")", "|", "\"", "`", "\\", "1", "-", "eq ", "len ", "/*", "*/", "é", "\ud83d"];
        for (var i = 0; i < 20_000; i++)
        {
            var source = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                if (Template.FaultOf(source) is null) Write(source);
            }
            catch (TemplateException)
            {
                // It can be read and not be worded: the built-in text stands in.
            }
            catch (Exception error)
            {
                Assert.Fail($"'{source}' (run {i}): {error}");
            }
        }
    }

    [Fact]
    public async Task Dispatch_TemplateFails_SendsTheBuiltInTextAndSaysSo()
    {
        await using var host = await Alerting.AlertingHost.StartAsync(("EventFlow:Channels:0:template_title", "{{ .Status }} {{ index .Alerts 7 }}"), ("EventFlow:Channels:0:template_text", "own text of {{ .GroupLabels.service }}"));
        await host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(Notices.Of("n1"));
        await host.SettleAsync();
        var text = Assert.Single(host.Channel.Dispatches).Text;
        Assert.Equal(("Critical: High latency · payments", "own text of payments"), (text.Title, text.Body));
        Assert.Equal("the title template failed: index 7 is outside of a list of 1", text.Fault);
    }

    [Fact]
    public async Task Dispatch_OfAnAlertWithoutAService_NamesNone()
    {
        await using var host = await Alerting.AlertingHost.StartAsync();
        await host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(Notices.Of("n1", "firing", Notices.Firing() with { Labels = LabelSet.Of(("alertname", "High latency"), ("severity", "critical")) }) with { GroupLabels = LabelSet.Of(("service", ""), ("type", "")) });
        await host.SettleAsync();
        Assert.Equal("Critical: High latency", Assert.Single(host.Channel.Dispatches).Text.Title);
    }

    private static string Write(string source, Notification? notification = null) => Template.Parse(source).Write(TemplateModel.Of(
        notification ?? Both, new("ops", "slack", true, Severity.Info, true, LabelSet.Empty, "api"), "https://eventflow.example.com", DateTimeOffset.FromUnixTimeMilliseconds(Notices.Start + 10_000)));
}
