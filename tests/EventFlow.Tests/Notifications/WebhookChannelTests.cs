using System.Security.Cryptography;
using System.Text;
using EventFlow.Alerting;
using EventFlow.Notifications;
using EventFlow.Notifications.Webhook;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Notifications;

public sealed class WebhookChannelTests : HttpChannelConformance
{
    private const string Secret = "s3cr3t-of-sixteen-or-more";

    protected override ChannelDefinition DefinitionFor(Uri url) => Of(("url", url.ToString()), ("bearer_token", "s3cr3t-token"), ("hmac_secret", Secret));

    private protected override INotificationChannel Create(ManualTimeProvider clock)
    {
        var services = new ServiceCollection().AddWebhookChannel().BuildServiceProvider();
        return new WebhookChannel(services.GetRequiredService<IHttpClientFactory>(), Options.Create(new AlertingOptions { ExternalUrl = "https://eventflow.example.com/" }), clock);
    }

    [Fact]
    public async Task Dispatch_BearerAndSigned_HasTheHeadersAReceiverChecks()
    {
        await SendAsync(Notices.Of("the-id"), Definition);

        Assert.True(Receiver.Requests.TryDequeue(out var request));
        Assert.Equal(("POST", "application/json"), (request.Method, request.Headers["Content-Type"]));
        Assert.Equal("the-id", request.Headers[WebhookChannel.IdempotencyHeader]);
        Assert.Equal("Bearer s3cr3t-token", request.Headers["Authorization"]);
        Assert.Equal("1767225600", request.Headers[WebhookChannel.TimestampHeader]);
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. "1767225600."u8, .. request.Body])), request.Headers[WebhookChannel.SignatureHeader]);
    }

    [Fact]
    public async Task Dispatch_UserAndPassword_IsBasicAuthentication()
    {
        await SendAsync(Notices.Of(), Of(("url", Receiver.Url.ToString()), ("username", "ops"), ("password", "pä:ss")));

        Assert.True(Receiver.Requests.TryDequeue(out var request));
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ops:pä:ss")), request.Headers["Authorization"]);
        Assert.DoesNotContain(WebhookChannel.SignatureHeader, request.Headers.Keys);
    }

    [Fact]
    public async Task Dispatch_RedirectWithinTheHost_IsFollowedWithMethodAndBody()
    {
        Receiver.Answer = static context =>
        {
            if (context.Request.Path != "/moved") context.Response.Redirect("/moved", permanent: true, preserveMethod: true);
            return Task.CompletedTask;
        };
        Assert.Equal(DeliveryOutcome.Sent, (await SendAsync(Notices.Of(), Definition)).Outcome);
        Assert.Equal(["POST /hook-tok3n-in-path", "POST /moved"], Receiver.Requests.Select(r => $"{r.Method} {r.Path}"));
        Assert.Equal(Receiver.Requests.First().Body, Receiver.Requests.Last().Body);
    }

    [Fact]
    public async Task Dispatch_Body_IsThePayloadOfAlertmanager()
    {
        await SendAsync(Notices.Of("n1", "firing", Notices.Firing(), Notices.Resolved()), Definition);

        Assert.True(Receiver.Requests.TryDequeue(out var request));
        Assert.Equal(Golden("webhook-v4.json"), Encoding.UTF8.GetString(request.Body));
    }

    [Fact]
    public async Task Dispatch_MoreAlertsThanWanted_CountsTheRest()
    {
        await SendAsync(Notices.Of("n1", "firing", Notices.Firing(), Notices.Resolved()), Of(("url", Receiver.Url.ToString()), ("max_alerts", "1")));

        Assert.True(Receiver.Requests.TryDequeue(out var request));
        using var body = System.Text.Json.JsonDocument.Parse(request.Body);
        Assert.Equal((1, 1), (body.RootElement.GetProperty("alerts").GetArrayLength(), body.RootElement.GetProperty("truncatedAlerts").GetInt32()));
    }

    [Theory]
    [InlineData("url", "ftp://example.com/x", "url is an address with scheme ftp; expected http or https.")]
    [InlineData("url", "not an address", "url is text of 14 characters that is no address; expected an absolute http or https address.")]
    [InlineData("url", "https://ops:pw@example.com/", "url is an address with a user name in it; expected none there; use the settings username and password, which are kept secret.")]
    [InlineData("timeout", "0.5", "timeout is '0.5'; expected seconds, from 1 to 120.")]
    [InlineData("timeout", "NaN", "timeout is 'NaN'; expected seconds, from 1 to 120.")]
    [InlineData("max_alerts", "-1", "max_alerts is '-1'; expected a whole number from 0 (all) to 10000.")]
    [InlineData("hmac_secret", "short", "hmac_secret is a secret of 5 characters; expected at least 16.")]
    [InlineData("password", "pw", "username is empty while password is set; expected the user name that goes with the password.")]
    public void Validate_OneBadSetting_NamesItFoundAndExpected(string name, string value, string fault)
    {
        var settings = LabelSet.Of(("url", "https://example.com/hook")).With(name, value);
        Assert.Equal([fault], Channel.Validate(settings).Select(f => f.ToString()));
    }

    [Fact]
    public void Validate_TwoWaysToAuthenticate_IsAFault() =>
        Assert.Equal("bearer_token", Assert.Single(Channel.Validate(LabelSet.Of(("url", "https://example.com"), ("bearer_token", "x"), ("username", "u"), ("password", "p")))).Field);

    private static ChannelDefinition Of(params ReadOnlySpan<(string, string)> settings) => new("ops-webhook", "webhook", true, Severity.Info, true, LabelSet.Of(settings), "api");

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Notifications", "Golden", name)).TrimEnd('\n');
}
