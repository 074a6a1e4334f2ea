using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary>An incident, from the service's events to the receiver of the notification, through the real silo.</summary>
public sealed class IncidentTests
{
    internal static Dictionary<string, string> WebhookSettings(WebhookReceiver receiver) => new()
    {
        ["EventFlow:Channels:0:Id"] = "ops",
        ["EventFlow:Channels:0:Kind"] = "webhook",
        ["EventFlow:Channels:0:Settings:url"] = receiver.Url,
        ["EventFlow:Alerting:GroupWait"] = "00:00:02",
    };

    [Fact]
    public async Task Incident_OfOneService_IsToldOnceAndResolvedOnce()
    {
        using var data = new TempDirectory();
        await using var receiver = await WebhookReceiver.Start();
        await using var silo = await SiloProcess.Start(data.Path, WebhookSettings(receiver));
        var service = new Telemetry(silo.Client, "payments", DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds());

        await service.Normal(60);
        Assert.Empty(await Alerts.List(silo.Client, "payments"));
        await service.Broken(12);
        var told = await receiver.WaitFor(static calls => calls.Count >= 1, TimeSpan.FromSeconds(30), "a notification");
        Assert.Equal(("firing", "payments"), (told[0].Status, told[0].Service));
        Assert.True(told[0].Body.GetProperty("alerts").GetArrayLength() >= 2, "Latency and error rate both went wrong, so the notification tells of both.");

        await service.Normal(60);
        await receiver.WaitFor(static calls => calls.Any(static call => call.Status == "resolved"), TimeSpan.FromSeconds(30), "a resolve");
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal(["firing", "resolved"], receiver.Calls.Select(static call => call.Status));
        Assert.All(await Alerts.List(silo.Client, "payments"), static alert => Assert.Equal("resolved", alert.State()));
    }

    [Fact]
    public async Task Acknowledge_OfAFiringAlert_KeepsWhoAndWhyAndStopsAtTheResolve()
    {
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        var service = new Telemetry(silo.Client, "orders", DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds());
        await service.Normal(60);
        await service.Broken(12);
        var firing = await Alerts.WaitFor(silo.Client, "orders", static alerts => alerts.Any(static alert => alert.State() == "firing"), "a firing alert");
        var id = firing.First(static alert => alert.State() == "firing").Id();

        using var operatorClient = await silo.SignIn("ada", "demo");
        using var answer = await operatorClient.PostAsJsonAsync($"/api/alerts/{id}/acknowledge", new { comment = "looking at the gateway" });
        answer.EnsureSuccessStatusCode();
        var detail = await operatorClient.GetFromJsonAsync<JsonElement>($"/api/alerts/{id}");
        Assert.Equal("acknowledged", detail.GetProperty("alert").State());
        Assert.Equal("ada", detail.GetProperty("alert").GetProperty("acknowledgedBy").GetString());
        Assert.Contains(detail.GetProperty("history").EnumerateArray(), static step =>
            step.GetProperty("to").GetString() == "acknowledged" && step.GetProperty("who").GetString() == "ada" && step.GetProperty("comment").GetString() == "looking at the gateway");

        await service.Normal(60);
        await Alerts.WaitFor(silo.Client, "orders", alerts => alerts.Single(alert => alert.Id() == id).State() == "resolved", "the alert to resolve by itself");
    }
}
