using System.Text.Json;
using EventFlow.Notifications;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Tests.Notifications;

/// <summary>Slack's Web API, which answers 200 and says in the body what came of it.</summary>
public sealed class SlackBotTests : HttpChannelConformance
{
    private static readonly Func<HttpContext, Task> Good = static context => context.Response.WriteAsync("""{"ok":true,"channel":"C042","ts":"1700000000.000100"}""");

    protected override bool IsJudgedByStatus => false;

    protected override DeliveryOutcome OutcomeWithoutBody => DeliveryOutcome.Retry;

    protected override Func<HttpContext, Task> GoodAnswer => Good;

    protected override ChannelDefinition DefinitionFor(Uri url) => ProviderChannels.Of("slack", ("bot_token", "xoxb-s3cr3t"), ("channel", "#alerts"), ("api_url", url.ToString()), ("mention", "<!here>"));

    private protected override INotificationChannel Create(ManualTimeProvider clock) => ProviderChannels.Make(static s => s.AddSlackChannel(), clock, Logs);

    [Fact]
    public async Task Dispatch_FirstOfAnIncident_IsPostedAndNamed()
    {
        var result = await SendAsync(Notices.Of());
        Assert.Equal((DeliveryOutcome.Sent, "C042/1700000000.000100"), (result.Outcome, result.Reference));
        var request = Assert.Single(Receiver.Requests);
        Assert.Equal(("/hook-tok3n-in-path/chat.postMessage", "Bearer xoxb-s3cr3t"), (request.Path, request.Headers["Authorization"]));
        var body = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(("#alerts", false), (body.GetProperty("channel").GetString(), body.TryGetProperty("thread_ts", out _)));
        Assert.EndsWith("<!here>", body.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Dispatch_LaterOfAnIncident_GoesIntoTheThreadAndChangesTheFirst()
    {
        var result = await SendAsync(Notices.Of("n2", "resolved", Notices.Resolved()), reference: "C042/1700000000.000100");
        Assert.Equal("C042/1700000000.000100", result.Reference);
        Assert.Equal(["/hook-tok3n-in-path/chat.postMessage", "/hook-tok3n-in-path/chat.update"], Receiver.Requests.Select(r => r.Path));
        var (post, update) = (JsonDocument.Parse(Receiver.Requests.First().Body).RootElement, JsonDocument.Parse(Receiver.Requests.Last().Body).RootElement);
        Assert.Equal(("C042", "1700000000.000100"), (post.GetProperty("channel").GetString(), post.GetProperty("thread_ts").GetString()));
        Assert.Equal(("C042", "1700000000.000100"), (update.GetProperty("channel").GetString(), update.GetProperty("ts").GetString()));
        Assert.StartsWith("Resolved: Errors", update.GetProperty("text").GetString());
    }

    /// <summary>The incident goes on, and all of it that is left is acknowledged.</summary>
    [Fact]
    public async Task Dispatch_OfWhatIsOverWhileTheIncidentGoesOn_CallsNobodyAndSaysThatItIsOver()
    {
        await SendAsync(Notices.Of("n2", "firing", Notices.Resolved() with { Severity = Severity.Critical }));
        Assert.Equal("Resolved: Errors · payments", JsonDocument.Parse(Assert.Single(Receiver.Requests).Body).RootElement.GetProperty("text").GetString());
        Assert.DoesNotContain("!here", System.Text.Encoding.UTF8.GetString(Receiver.Requests.Single().Body));
    }

    [Fact]
    public async Task Dispatch_TheFirstCannotBeChanged_IsSentAllTheSameAndSaysSo()
    {
        Receiver.Answer = static context => context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("chat.update") ? """{"ok":false,"error":"message_not_found"}""" : """{"ok":true,"channel":"C042","ts":"2"}""");
        var result = await SendAsync(Notices.Of("n2"), reference: "C042/1");
        Assert.Equal((DeliveryOutcome.Sent, "the first message of the incident could not be changed"), (result.Outcome, result.Note));
    }

    [Theory]
    [InlineData("invalid_auth", DeliveryOutcome.Failed, FailureReason.Auth)]
    [InlineData("not_in_channel", DeliveryOutcome.Failed, FailureReason.Auth)]
    [InlineData("channel_not_found", DeliveryOutcome.Failed, FailureReason.Client)]
    [InlineData("ratelimited", DeliveryOutcome.Retry, FailureReason.RateLimited)]
    [InlineData("internal_error", DeliveryOutcome.Retry, FailureReason.Server)]
    [InlineData("s3cr3t http://127.0.0.1/tok3n", DeliveryOutcome.Failed, FailureReason.Client)]
    public async Task Dispatch_RefusedInTheBody_IsWhatSlackMeans(string error, DeliveryOutcome outcome, FailureReason reason)
    {
        Receiver.Answer = context => context.Response.WriteAsync(JsonSerializer.Serialize(new { ok = false, error }));
        var result = await SendAsync(Notices.Of());
        AssertDiscreet(result);
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }
}
