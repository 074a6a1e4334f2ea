using System.Text.Json;
using EventFlow.Notifications;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications;

public sealed class SlackWebhookTests : HttpChannelConformance
{
    protected override ChannelDefinition DefinitionFor(Uri url) => ProviderChannels.Of("slack", ("webhook_url", url.ToString()));

    private protected override INotificationChannel Create(ManualTimeProvider clock) => ProviderChannels.Make(static s => s.AddSlackChannel(), clock, Logs);

    protected override void CheckOversized()
    {
        var body = JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement;
        var blocks = body.GetProperty("blocks");
        Assert.InRange(blocks.GetArrayLength(), 2, 50);
        Assert.All(blocks.EnumerateArray().Where(b => b.GetProperty("type").GetString() == "section"), b => Assert.InRange(b.GetProperty("text").GetProperty("text").GetString()!.Length, 1, 3_000));
        Assert.InRange(blocks[0].GetProperty("text").GetProperty("text").GetString()!.Length, 1, 150);
        Assert.InRange(body.GetRawText().Length, 1, 40_000);
    }

    [Fact]
    public async Task Dispatch_LabelsFullOfMarkup_CallNobody()
    {
        var alert = Notices.Firing("<!channel> & <https://evil.example|click>");
        await SendAsync(Notices.Of("n1", "firing", alert));
        var text = JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement.GetProperty("text").GetString();
        Assert.Equal("Critical: &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt; · payments", text);
    }
}
