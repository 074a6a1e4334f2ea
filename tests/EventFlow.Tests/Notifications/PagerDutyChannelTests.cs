using System.Text.Json;
using EventFlow.Notifications;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications;

public sealed class PagerDutyChannelTests : HttpChannelConformance
{
    private const string Key = "s3cr3t0123456789s3cr3t0123456789";

    protected override ChannelDefinition DefinitionFor(Uri url) => ProviderChannels.Of("pagerduty", ("routing_key", Key), ("api_url", url.ToString()));

    private protected override INotificationChannel Create(ManualTimeProvider clock) => ProviderChannels.Make(static s => s.AddPagerDutyChannel(), clock, Logs);

    protected override void CheckOversized()
    {
        Assert.InRange(Receiver.Requests.Last().Body.Length, 1, 512 * 1024);
        Assert.InRange(JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement.GetProperty("payload").GetProperty("summary").GetString()!.Length, 1, 1_024);
    }

    [Fact]
    public void HearingAcknowledgement_AreThePagersThatAreOn()
    {
        var kinds = new ChannelKinds([ProviderChannels.Make(static s => s.AddPagerDutyChannel(), TimeProvider.System), ProviderChannels.Make(static s => s.AddSlackChannel(), TimeProvider.System)]);
        var pager = ProviderChannels.Of("pagerduty");
        Assert.Equal(["on"], kinds.HearingAcknowledgement([pager with { Id = "on" }, pager with { Id = "off", Enabled = false }, pager with { Id = "slack", Kind = "slack" }]));
    }

    [Fact]
    public async Task Dispatch_BeginAcknowledgeAndEndOfAnIncident_AreOneIncidentThere()
    {
        await SendAsync(Notices.Of("n1"));
        await SendAsync(Notices.Of("n2", "firing", Notices.Firing(state: AlertState.Acknowledged)));
        await SendAsync(Notices.Of("n3", "resolved", Notices.Resolved()));
        var events = Receiver.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement).ToList();
        Assert.Equal(["trigger", "acknowledge", "resolve"], events.Select(e => e.GetProperty("event_action").GetString()));
        Assert.InRange(Assert.Single(events.Select(e => e.GetProperty("dedup_key").GetString()).Distinct())!.Length, 10, 255);
        Assert.All(events, e => Assert.Equal(Key, e.GetProperty("routing_key").GetString()));
        var payload = events[0].GetProperty("payload");
        Assert.Equal(("critical", "payments", "Critical: High latency · payments"), (payload.GetProperty("severity").GetString(), payload.GetProperty("source").GetString(), payload.GetProperty("summary").GetString()));
        Assert.False(events[2].TryGetProperty("payload", out _));
    }
}
