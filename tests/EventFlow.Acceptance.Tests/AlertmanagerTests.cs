using System.Diagnostics;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary>EventFlow as the Alertmanager of a real Prometheus, and asked by the real amtool.</summary>
public sealed class AlertmanagerTests
{
    [Fact]
    public async Task Prometheus_WithEventFlowAsItsAlertmanager_FiresAndResolves()
    {
        Assert.SkipWhen(Counterparts.Prometheus is null, Counterparts.Missing("prometheus"));
        using var data = new TempDirectory();
        await using var receiver = await WebhookReceiver.Start();
        var settings = IncidentTests.WebhookSettings(receiver);
        settings["EventFlow:Alerting:GroupWait"] = "00:00:01";
        await using var silo = await SiloProcess.Start(data.Path, settings);
        var rules = Path.Combine(data.Path, "rules.yml");
        await File.WriteAllTextAsync(rules, Rules("vector(1)"));
        var config = Path.Combine(data.Path, "prometheus.yml");
        await File.WriteAllTextAsync(config, $$"""
            global: {evaluation_interval: 1s}
            rule_files: ['{{rules}}']
            alerting:
              alertmanagers:
              - api_version: v2
                authorization: {type: Bearer, credentials: ef_development}
                static_configs: [{targets: ['{{new Uri(silo.Url).Authority}}']}]
            """);
        var port = FreePort.Next();
        using var prometheus = Start(Counterparts.Prometheus!, $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(data.Path, "tsdb")}", $"--web.listen-address=127.0.0.1:{port}", "--web.enable-lifecycle", "--rules.alert.resend-delay=1s", "--log.level=warn");
        try
        {
            var told = await receiver.WaitFor(static calls => calls.Count >= 1, TimeSpan.FromSeconds(30), "the alert of Prometheus");
            Assert.Equal(("firing", "payments"), (told[0].Status, told[0].Service));
            var alert = told[0].Body.GetProperty("alerts")[0];
            Assert.Equal(("HighLatency", "slow as ever"), (alert.GetProperty("labels").GetProperty("alertname").GetString(), alert.GetProperty("annotations").GetProperty("summary").GetString()));

            await File.WriteAllTextAsync(rules, Rules("vector(1) < 0"));
            using var client = new HttpClient();
            (await client.PostAsync($"http://127.0.0.1:{port}/-/reload", null)).EnsureSuccessStatusCode();
            await receiver.WaitFor(static calls => calls.Any(static call => call.Status == "resolved"), TimeSpan.FromSeconds(30), "its resolve");
            Assert.Equal(["firing", "resolved"], receiver.Calls.Select(static call => call.Status));
        }
        finally
        {
            prometheus.Kill();
        }
    }

    [Fact]
    public async Task Amtool_AddsQueriesSilencesAndTestsRoutes()
    {
        Assert.SkipWhen(Counterparts.Amtool is null, Counterparts.Missing("amtool"));
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        var http = Path.Combine(data.Path, "http.yml");
        await File.WriteAllTextAsync(http, "basic_auth: {username: amtool, password: ef_development}");
        async Task<string> Amtool(params string[] arguments)
        {
            using var process = Start(Counterparts.Amtool!, [.. arguments, $"--alertmanager.url={silo.Url}", $"--http.config.file={http}"]);
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.True(process.ExitCode == 0, $"amtool {string.Join(' ', arguments)}: {await output} {await errors}");
            return (await output).Trim();
        }

        await Amtool("alert", "add", "alertname=Disk", "service=payments", "severity=critical", "--annotation=summary=disk full");
        using (var alerts = JsonDocument.Parse(await Amtool("alert", "query", "service=payments", "-o", "json")))
            Assert.Equal("disk full", Assert.Single(alerts.RootElement.EnumerateArray()).GetProperty("annotations").GetProperty("summary").GetString());

        var id = await Amtool("silence", "add", "alertname=~Di.*", "service!=orders", "--comment=replacing it", "--duration=1h", "--author=ada");
        Assert.Contains("ada (key development)", await Amtool("silence", "query"));
        Assert.DoesNotContain("Disk", await Amtool("alert", "query"));
        Assert.Contains("suppressed", await Amtool("alert", "query", "--silenced"));
        Assert.NotEmpty(await Amtool("silence", "update", "--duration=2h", id));
        await Amtool("silence", "expire", id);
        Assert.Contains("active", await Amtool("alert", "query"));

        using var admin = await silo.SignIn();
        using var put = await admin.PutAsync("/api/alerting/config", new StringContent(JsonSerializer.Serialize(new
        {
            yaml = "route: {receiver: all, group_by: ['...'], routes: [{matchers: ['severity=\"critical\"'], receiver: pager}]}\nreceivers: [{name: all, channels: ['*']}, {name: pager, channels: [log]}]",
        }), System.Text.Encoding.UTF8, "application/json"));
        put.EnsureSuccessStatusCode();
        Assert.Equal("pager", await Amtool("config", "routes", "test", "severity=critical", "service=payments"));
        Assert.Equal("all", await Amtool("config", "routes", "test", "severity=warning"));
        Assert.Contains("cluster", await Amtool("cluster", "show"), StringComparison.OrdinalIgnoreCase);
    }

    private static string Rules(string expression) => $$$"""
        groups:
        - name: g
          rules:
          - {alert: HighLatency, expr: '{{{expression}}}', labels: {service: payments, severity: critical}, annotations: {summary: 'slow as ever'}}
        """;

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
