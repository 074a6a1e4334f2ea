using EventFlow.Notifications;
using EventFlow.TestKit;

namespace EventFlow.Tests.Notifications.Smtp;

/// <summary>The rows of the conformance suite that HTTP channels have as 429, slow body, time-out and reset, as a mail server does them.</summary>
public sealed class EmailMisbehaviourTests
{
    private readonly ManualTimeProvider _clock = new();

    /// <summary>"Service not available": at any step the message is tried again later, and has not arrived.</summary>
    [Theory]
    [InlineData("greeting")]
    [InlineData("hello")]
    [InlineData("sender")]
    [InlineData("recipient")]
    [InlineData("data")]
    [InlineData("message")]
    public async Task Dispatch_ServerClosesWith421_IsTriedAgain(string at)
    {
        const string Closing = "421 4.3.2 s3cr3t closing";
        await using var server = new RudeMailServer(async s =>
        {
            if (at == "message")
            {
                await s.UntilDataAsync();
                await s.MessageAsync();
                await s.SayAsync(Closing);
                return;
            }
            await s.SayAsync(at == "greeting" ? Closing : "220 here");
            foreach (var step in (string[])["hello", "sender", "recipient", "data"])
            {
                await s.AnswerAsync(at == step ? Closing : "250 ok");
                if (at == step) return;
            }
        });
        var result = await SendAsync(server);
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Server, false), (result.Outcome, result.Reason, result.MaybeSent));
        Assert.Contains("421", result.Detail);
        Assert.DoesNotContain("s3cr3t", result.Detail);
    }

    [Theory]
    [InlineData("greeting", false)]
    [InlineData("half a greeting", false)]
    [InlineData("data", false)]
    [InlineData("message", true)]
    public async Task Dispatch_ServerFallsSilent_TimesOutAndSaysWhetherItMayHaveArrived(string at, bool maybeSent)
    {
        await using var server = new RudeMailServer(async s =>
        {
            if (at == "half a greeting") await s.DripAsync("220 he");
            if (at == "data")
            {
                await s.SayAsync("220 here");
                for (var i = 0; i < 3; i++) await s.AnswerAsync("250 ok");
                await s.ReadAsync(6);
            }
            if (at != "message") return;
            await s.UntilDataAsync();
            await s.MessageAsync();
        });
        var sending = SendAsync(server);
        await server.Done;
        // The answer is awaited by then, however long the machine takes for it.
        while (!sending.IsCompleted)
        {
            await Task.Delay(1_000);
            _clock.Advance(TimeSpan.FromSeconds(11));
        }
        var result = await sending;
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Timeout, maybeSent), (result.Outcome, result.Reason, result.MaybeSent));
    }

    [Fact]
    public async Task Dispatch_ServerAnswersALetterAtATime_IsSent()
    {
        await using var server = new RudeMailServer(async s =>
        {
            await s.DripAsync("220-welcome\r\n220 here\r\n");
            await s.AnswerAsync("250 here");
            await s.AnswerAsync("250 sender");
            await s.AnswerAsync("250 recipient");
            await s.AnswerAsync("354 go on");
            await s.MessageAsync();
            await s.DripAsync("250-it was\r\n250 taken\r\n");
        });
        Assert.Equal(DeliveryOutcome.Sent, (await SendAsync(server)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispatch_ResetInTheMiddle_IsTriedAgain(bool inTheMessage)
    {
        await using var server = new RudeMailServer(async s =>
        {
            if (inTheMessage)
            {
                await s.UntilDataAsync();
                await s.ReadAsync(20);
            }
            else
            {
                await s.SayAsync("220 here");
                await s.ReadAsync(4);
            }
            s.Reset();
        });
        var result = await SendAsync(server);
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport), (result.Outcome, result.Reason));
        // Whether the end of a short message had left when the reset came, nobody knows; what breaks before the message was asked for has not arrived.
        if (!inTheMessage) Assert.False(result.MaybeSent);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("22")]
    [InlineData("250-more\r\n")]
    public async Task Dispatch_WhatIsNoSmtpOrHasNoEnd_IsRefusedInBoundedMemory(string line)
    {
        await using var server = new RudeMailServer(async s =>
        {
            try
            {
                while (true) await s.SayAsync(line.Length < 5 ? new string('2', 8_000) : line.TrimEnd());
            }
            catch (IOException)
            {
                // The other side has had enough.
            }
        });
        var result = await SendAsync(server);
        Assert.Equal((DeliveryOutcome.Failed, FailureReason.Client), (result.Outcome, result.Reason));
        Assert.Contains("does not speak SMTP", result.Detail);
    }

    private async Task<DeliveryResult> SendAsync(RudeMailServer server)
    {
        var channel = ProviderChannels.Make(static s => s.AddEmailChannel(), _clock);
        var definition = ProviderChannels.Of("email", ("host", "127.0.0.1"), ("port", $"{server.Port}"), ("security", "none"), ("from", "alerts@example.com"), ("to", "a@example.org"));
        return await channel.DispatchAsync(Notices.DispatchOf(Notices.Of(), definition, channel.Description, null), default);
    }
}
