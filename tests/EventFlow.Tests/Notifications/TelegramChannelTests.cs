using System.Text.Json;
using EventFlow.Notifications;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Tests.Notifications;

public sealed class TelegramChannelTests : HttpChannelConformance
{
    protected override bool IsJudgedByStatus => false;

    protected override Func<HttpContext, Task> GoodAnswer => static context => context.Response.WriteAsync("""{"ok":true,"result":{"message_id":77}}""");

    protected override ChannelDefinition DefinitionFor(Uri url) => ProviderChannels.Of("telegram", ("bot_token", "12345:s3cr3t"), ("chat_id", "-100200"), ("api_url", url.GetLeftPart(UriPartial.Authority)));

    private protected override INotificationChannel Create(ManualTimeProvider clock) => ProviderChannels.Make(static s => s.AddTelegramChannel(), clock, Logs);

    protected override void CheckOversized() => Assert.InRange(Shown(JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement.GetProperty("text").GetString()!).Length, 1, 4_096);

    [Fact]
    public async Task Dispatch_LaterOfAnIncident_RepliesToTheFirst()
    {
        Assert.Equal("77", (await SendAsync(Notices.Of())).Reference);
        Assert.Equal("77", (await SendAsync(Notices.Of("n2", "resolved", Notices.Resolved()), reference: "77")).Reference);
        var body = JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement;
        Assert.Equal((77, "-100200"), (body.GetProperty("reply_parameters").GetProperty("message_id").GetInt32(), body.GetProperty("chat_id").GetString()));
        Assert.Equal("/bot12345:s3cr3t/sendMessage", Receiver.Requests.Last().Path);
    }

    [Fact]
    public async Task Dispatch_429WithItsWaitInTheBody_WaitsThatLong()
    {
        Receiver.Answer = static context =>
        {
            context.Response.StatusCode = 429;
            return context.Response.WriteAsync("""{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 31","parameters":{"retry_after":31}}""");
        };
        Assert.Equal(TimeSpan.FromSeconds(31), (await SendAsync(Notices.Of())).RetryAfter);
    }

    // What Telegram counts: the text without its markup.
    private static string Shown(string html) => System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(html, "<[^>]+>", ""));
}
