using System.Text.Json;
using EventFlow.Notifications;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications;

public sealed class TeamsChannelTests : HttpChannelConformance
{
    protected override ChannelDefinition DefinitionFor(Uri url) => ProviderChannels.Of("teams", ("webhook_url", url + "?sig=s3cr3t"));

    private protected override INotificationChannel Create(ManualTimeProvider clock) => ProviderChannels.Make(static s => s.AddTeamsChannel(), clock, Logs);

    protected override void CheckOversized() => Assert.InRange(Receiver.Requests.Last().Body.Length, 1, 28 * 1024);

    /// <summary>Marks and quotes are written with two and three characters: what is cut before may be too long after. The workflow takes such a card, and Teams never shows it.</summary>
    [Fact]
    public async Task Dispatch_TextFullOfMarks_StaysBelowWhatTeamsTakes()
    {
        var alerts = Enumerable.Range(0, 10).Select(static i => Notices.Firing($"a{i}") with { Annotations = LabelSet.Of(("summary", new string('*', 500)), ("description", new string('"', 500)), ("note", new string('_', 500))) });
        await SendAsync(Notices.Of("n1", "firing", [.. alerts]));
        CheckOversized();
        Assert.Contains("a0", System.Text.Encoding.UTF8.GetString(Receiver.Requests.Last().Body));
    }

    [Fact]
    public async Task Dispatch_Firing_IsAnAdaptiveCardWithALink()
    {
        await SendAsync(Notices.Of());
        var message = JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement;
        Assert.Equal("message", message.GetProperty("type").GetString());
        var attachment = message.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        var card = attachment.GetProperty("content");
        Assert.Equal(("AdaptiveCard", "Critical: High latency · payments", "attention"), (card.GetProperty("type").GetString(), card.GetProperty("body")[0].GetProperty("text").GetString(), card.GetProperty("body")[0].GetProperty("color").GetString()));
        Assert.Equal($"{ProviderChannels.ExternalUrl}/alerts/00c0ffee00c0ffee", card.GetProperty("actions")[0].GetProperty("url").GetString());
    }
}
