using System.Text;
using EventFlow.Notifications;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications.Smtp;

/// <summary>E-mail through a real SMTP server, well and badly behaved.</summary>
public sealed class EmailChannelTests : ChannelConformance, IAsyncLifetime
{
    private const string Password = "s3cr3t pass";

    private readonly ManualTimeProvider _clock = new();
    private MailServer _server = null!;

    protected override INotificationChannel Channel => field ??= ProviderChannels.Make(static s => s.AddEmailChannel(), _clock);

    protected override ChannelDefinition Definition => DefinitionFor(_server, "starttls");

    public async ValueTask InitializeAsync() => _server = await MailServer.StartAsync("--starttls", "--user", "ops", "--password", Password);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null) await _server.DisposeAsync();
    }

    [Theory, InlineData("starttls", "--starttls"), InlineData("tls", "--tls")]
    public async Task Dispatch_EncryptedAndSignedIn_ArrivesAsTextAndHtmlInOneConversation(string security, string argument)
    {
        await using var server = await MailServer.StartAsync(argument, "--user", "ops", "--password", Password);
        var definition = DefinitionFor(server, security);
        var first = await SendAsync(Notices.Of("abc123", "firing", Notices.Firing("Größe ☂ überschritten, sehr weit jenseits aller Erwartungen")), definition);
        Assert.Equal((DeliveryOutcome.Sent, "<abc123@example.com>"), (first.Outcome, first.Reference));
        var received = await server.ReceiveAsync();
        Assert.Equal(("alerts@example.com", true, "ops"), (received.GetProperty("from").GetString(), received.GetProperty("tls").GetBoolean(), received.GetProperty("user").GetString()));
        Assert.Equal(["a@example.org", "b@example.org"], received.GetProperty("to").EnumerateArray().Select(t => t.GetString()!));
        var mail = received.GetProperty("data").GetString()!;
        Assert.All(mail.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        Assert.Contains("Message-ID: <abc123@example.com>\r\n", mail);
        Assert.Contains("From: \"EventFlow\" <alerts@example.com>\r\n", mail);
        Assert.StartsWith("Critical: Größe ☂ überschritten, sehr weit jenseits aller Erwartungen · payments", SubjectOf(mail));
        Assert.Contains("latency_ms is 812, expected below 300", PartOf(mail, "text/plain"));
        Assert.Contains("<a href=\"https://eventflow.example.com/alerts/00c0ffee00c0ffee\"", PartOf(mail, "text/html"));
        Assert.DoesNotContain("b=<2>", PartOf(mail, "text/html"));

        await SendAsync(Notices.Of("def456", "resolved", Notices.Resolved()), definition, first.Reference);
        var second = (await server.ReceiveAsync()).GetProperty("data").GetString()!;
        Assert.Contains("In-Reply-To: <abc123@example.com>\r\nReferences: <abc123@example.com>\r\n", second);
    }

    [Fact]
    public async Task Dispatch_WithoutEncryption_IsSentWhereThatWasChosen()
    {
        await using var server = await MailServer.StartAsync();
        Assert.Equal(DeliveryOutcome.Sent, (await SendAsync(Notices.Of(), Plain(server))).Outcome);
        Assert.False((await server.ReceiveAsync()).GetProperty("tls").GetBoolean());
    }

    [Fact]
    public async Task Dispatch_ServerOffersNoStartTls_SendsNothing()
    {
        await using var server = await MailServer.StartAsync();
        var result = await SendAsync(Notices.Of(), DefinitionFor(server, "starttls"));
        Assert.Equal((DeliveryOutcome.Failed, FailureReason.Client), (result.Outcome, result.Reason));
        AssertDiscreet(result);
    }

    [Fact]
    public async Task Dispatch_WrongPassword_IsRefusedAsAuth()
    {
        var result = await SendAsync(Notices.Of(), Definition with { Settings = Definition.Settings.With("password", "s3cr3t wrong") });
        Assert.Equal((DeliveryOutcome.Failed, FailureReason.Auth), (result.Outcome, result.Reason));
        AssertDiscreet(result);
        Assert.Equal(FailureReason.Auth, (await Channel.CheckHealthAsync(Definition with { Settings = Definition.Settings.With("password", "s3cr3t wrong") }, default)).Reason);
    }

    [Fact]
    public async Task Dispatch_CertificateNobodyKnows_SendsNothing()
    {
        var result = await SendAsync(Notices.Of(), ProviderChannels.Of("email", [.. Definition.Settings.Pairs.Where(p => p.Key != "ca_certificate").Select(p => (p.Key, p.Value))]));
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport, false), (result.Outcome, result.Reason, result.MaybeSent));
        Assert.Contains("certificate", result.Detail);
    }

    [Theory]
    [InlineData("451 4.3.0 later s3cr3t", DeliveryOutcome.Retry, FailureReason.Server)]
    [InlineData("552 5.3.4 too big", DeliveryOutcome.Failed, FailureReason.Client)]
    [InlineData("554 5.7.1 no", DeliveryOutcome.Failed, FailureReason.Client)]
    public async Task Dispatch_MessageRefused_SaysWithWhichCode(string reply, DeliveryOutcome outcome, FailureReason reason)
    {
        await using var server = await MailServer.StartAsync("--refuse", reply);
        var result = await SendAsync(Notices.Of(), Plain(server));
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.Contains(reply[..9], result.Detail);
        AssertDiscreet(result);
    }

    [Fact]
    public async Task Dispatch_OneRecipientRefused_IsSentToTheOthersAndSaysSo()
    {
        await using var server = await MailServer.StartAsync("--refuse-recipient", "b@example.org");
        var result = await SendAsync(Notices.Of(), Plain(server));
        Assert.Equal((DeliveryOutcome.Sent, "the server refused 1 of 2 recipients"), (result.Outcome, result.Note));
        Assert.Equal("a@example.org", Assert.Single((await server.ReceiveAsync()).GetProperty("to").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Dispatch_ConnectionBreaksAfterTheMessage_MayHaveArrived()
    {
        await using var server = await MailServer.StartAsync("--drop-after-data");
        var result = await SendAsync(Notices.Of(), Plain(server));
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport, true), (result.Outcome, result.Reason, result.MaybeSent));
    }

    [Fact]
    public async Task Dispatch_ServerHangs_TimesOutAndMayHaveArrived()
    {
        await using var server = await MailServer.StartAsync("--hang");
        var sending = SendAsync(Notices.Of(), Plain(server)).AsTask();
        // Until it is handed over, however long the machine takes for it.
        while (!sending.IsCompleted)
        {
            await Task.Delay(1_000);
            _clock.Advance(TimeSpan.FromSeconds(9));
        }
        var result = await sending;
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Timeout), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Dispatch_NobodyListens_AsksForARetry()
    {
        var result = await SendAsync(Notices.Of(), Definition with { Settings = Definition.Settings.With("port", $"{FreePort.Next()}") });
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport, false), (result.Outcome, result.Reason, result.MaybeSent));
        AssertDiscreet(result);
    }

    [Theory]
    [InlineData("security", "none", "security is none beside a user name; expected starttls or tls, so that the password is not sent in the clear.")]
    [InlineData("security", "ssl", "security is 'ssl'; expected starttls, tls, none.")]
    [InlineData("to", "a@example.org, nobody", "to is 'nobody'; expected an address such as ops@example.com.")]
    [InlineData("from", "x\r\nBcc: y@example.org", "from is 'x\r\nBcc: y@example.org'; expected an address such as alerts@example.com.")]
    [InlineData("port", "0", "port is '0'; expected a whole number from 1 to 65535.")]
    [InlineData("ca_certificate", "nonsense", "ca_certificate is a text that is no certificate; expected PEM: -----BEGIN CERTIFICATE----- ….")]
    public void Validate_BadSetting_NamesItAndWhatWasExpected(string name, string value, string fault) =>
        Assert.Contains(fault, Channel.Validate(Definition.Settings.With(name, value)).Select(f => f.ToString()));

    private static ChannelDefinition DefinitionFor(MailServer server, string security) => ProviderChannels.Of(
        "email", ("host", "127.0.0.1"), ("port", $"{server.Port}"), ("security", security), ("username", "ops"), ("password", Password), ("from", "EventFlow <alerts@example.com>"),
        ("to", "a@example.org, Bea <b@example.org>"), ("ca_certificate", server.Certificate));

    private static ChannelDefinition Plain(MailServer server) => ProviderChannels.Of(
        "email", ("host", "127.0.0.1"), ("port", $"{server.Port}"), ("security", "none"), ("from", "alerts@example.com"), ("to", "a@example.org, b@example.org"));

    private static string SubjectOf(string mail)
    {
        var subject = mail[(mail.IndexOf("Subject: ", StringComparison.Ordinal) + 9)..mail.IndexOf("\r\nDate:", StringComparison.Ordinal)];
        return string.Concat(subject.Split("\r\n ").Select(w => w.StartsWith("=?utf-8?B?") ? Encoding.UTF8.GetString(Convert.FromBase64String(w[10..^2])) : w));
    }

    private static string PartOf(string mail, string type)
    {
        var part = mail[mail.IndexOf($"Content-Type: {type}", StringComparison.Ordinal)..];
        var body = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return Encoding.UTF8.GetString(Convert.FromBase64String(body[..body.IndexOf("\r\n--", StringComparison.Ordinal)].Replace("\r\n", "")));
    }
}
