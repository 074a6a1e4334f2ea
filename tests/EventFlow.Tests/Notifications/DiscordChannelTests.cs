using System.Text.Json;
using EventFlow.Notifications;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Tests.Notifications;

public sealed class DiscordChannelTests : HttpChannelConformance
{
    protected override bool IsJudgedByStatus => false;

    protected override Func<HttpContext, Task> GoodAnswer => static context => context.Response.WriteAsync("""{"id":"9001","channel_id":"1"}""");

    protected override ChannelDefinition DefinitionFor(Uri url) => ProviderChannels.Of("discord", ("webhook_url", url + "/s3cr3t"));

    private protected override INotificationChannel Create(ManualTimeProvider clock) => ProviderChannels.Make(static s => s.AddDiscordChannel(), clock, Logs);

    protected override void CheckOversized()
    {
        var embed = JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement.GetProperty("embeds")[0];
        Assert.InRange(embed.GetProperty("title").GetString()!.Length, 1, 256);
        Assert.InRange(embed.GetProperty("description").GetString()!.Length, 1, 4_096);
    }

    [Fact]
    public async Task Dispatch_LaterOfAnIncident_IsPostedAndTheFirstIsChanged()
    {
        Assert.Equal("9001", (await SendAsync(Notices.Of())).Reference);
        Assert.Equal("9001", (await SendAsync(Notices.Of("n2", "resolved", Notices.Resolved()), reference: "9001")).Reference);
        Assert.Equal(
            ["POST /hook-tok3n-in-path/s3cr3t", "POST /hook-tok3n-in-path/s3cr3t", "PATCH /hook-tok3n-in-path/s3cr3t/messages/9001"], Receiver.Requests.Select(r => $"{r.Method} {r.Path}"));
        var body = JsonDocument.Parse(Receiver.Requests.First().Body).RootElement;
        Assert.Equal(0, body.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength());
    }

    [Fact]
    public async Task Dispatch_429WithItsWaitInTheBody_WaitsThatLong()
    {
        Receiver.Answer = static context =>
        {
            context.Response.StatusCode = 429;
            return context.Response.WriteAsync("""{"message":"You are being rate limited.","retry_after":0.65,"global":false}""");
        };
        Assert.Equal(TimeSpan.FromSeconds(0.65), (await SendAsync(Notices.Of())).RetryAfter);
    }
}
