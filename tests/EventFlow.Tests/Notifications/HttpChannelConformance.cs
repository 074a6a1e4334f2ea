using EventFlow.Notifications;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Tests.Notifications;

/// <summary>What every channel that speaks HTTP must hold, against a server that misbehaves on purpose.</summary>
public abstract class HttpChannelConformance : ChannelConformance, IAsyncLifetime
{
    private Receiver _receiver = null!;

    private protected Receiver Receiver => _receiver;

    private protected ManualTimeProvider Clock { get; } = new();

    private protected LogSpy Logs { get; } = new();

    protected override ChannelDefinition Definition => DefinitionFor(_receiver.Url);

    /// <summary>The definition of a channel that sends to an address, with secrets that contain <c>s3cr3t</c>.</summary>
    protected abstract ChannelDefinition DefinitionFor(Uri url);

    /// <summary>Makes the channel; called once the receiver listens.</summary>
    private protected abstract INotificationChannel Create(ManualTimeProvider clock);

    /// <summary>Whether the status alone says what came of it; else the body is read too.</summary>
    protected virtual bool IsJudgedByStatus => true;

    /// <summary>What follows from a good status whose body never ends.</summary>
    protected virtual DeliveryOutcome OutcomeWithoutBody => DeliveryOutcome.Sent;

    /// <summary>How the provider says yes.</summary>
    protected virtual Func<HttpContext, Task> GoodAnswer => static _ => Task.CompletedTask;

    protected override INotificationChannel Channel => _channel;

    private INotificationChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _receiver.Answer = GoodAnswer;
        _channel = Create(Clock);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _receiver.DisposeAsync();
    }

    [Theory, InlineData(200), InlineData(201), InlineData(202), InlineData(204)]
    public async Task Dispatch_2xx_IsSent(int status)
    {
        if (!IsJudgedByStatus && status == 204) status = 200;
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            return GoodAnswer(context);
        };
        Assert.Equal(DeliveryOutcome.Sent, (await DispatchAsync()).Outcome);
    }

    [Theory]
    [InlineData(400, FailureReason.Client)]
    [InlineData(404, FailureReason.Client)]
    [InlineData(410, FailureReason.Client)]
    [InlineData(413, FailureReason.Client)]
    [InlineData(422, FailureReason.Client)]
    [InlineData(401, FailureReason.Auth)]
    [InlineData(403, FailureReason.Auth)]
    public async Task Dispatch_Other4xx_FailsAtOnce(int status, FailureReason reason)
    {
        var result = await AnsweredWith(status);
        Assert.Equal((DeliveryOutcome.Failed, reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(408, FailureReason.Timeout)]
    [InlineData(429, FailureReason.RateLimited)]
    [InlineData(500, FailureReason.Server)]
    [InlineData(502, FailureReason.Server)]
    [InlineData(503, FailureReason.Server)]
    public async Task Dispatch_PassingTrouble_AsksForARetry(int status, FailureReason reason)
    {
        var result = await AnsweredWith(status);
        Assert.Equal((DeliveryOutcome.Retry, reason, null), (result.Outcome, result.Reason, result.RetryAfter));
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("0", 0)]
    [InlineData("999999", 3600)]
    [InlineData("Thu, 01 Jan 2026 00:00:42 GMT", 42)]
    [InlineData("Wed, 31 Dec 2025 23:00:00 GMT", 0)]
    public async Task Dispatch_429WithRetryAfter_PassesItOn(string header, int seconds)
    {
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        };
        var result = await DispatchAsync();
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.RateLimited, TimeSpan.FromSeconds(seconds)), (result.Outcome, result.Reason, result.RetryAfter));
    }

    [Fact]
    public async Task Dispatch_NonsenseRetryAfter_IsLeftOut()
    {
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "soon";
            return Task.CompletedTask;
        };
        Assert.Null((await DispatchAsync()).RetryAfter);
    }

    [Fact]
    public async Task Dispatch_NoAnswer_TimesOut()
    {
        Receiver.Answer = static context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        var dispatch = DispatchAsync();
        await Receiver.Arrived.WaitAsync(TimeSpan.FromSeconds(20));
        Clock.Advance(TimeSpan.FromMinutes(5));
        var result = await dispatch.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Timeout, true), (result.Outcome, result.Reason, result.MaybeSent));
    }

    [Fact]
    public async Task Dispatch_ConnectionReset_AsksForARetry()
    {
        Receiver.Answer = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var result = await DispatchAsync();
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport, true), (result.Outcome, result.Reason, result.MaybeSent));
    }

    [Fact]
    public async Task Dispatch_NobodyListens_AsksForARetry()
    {
        var result = await DispatchAsync(DefinitionFor(new($"http://127.0.0.1:{FreePort.Next()}/tok3n")));
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport, false), (result.Outcome, result.Reason, result.MaybeSent));
    }

    [Fact]
    public async Task Dispatch_UnknownHost_AsksForARetry()
    {
        var result = await DispatchAsync(DefinitionFor(new("http://tok3n.invalid.test/")));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
    }

    [Fact]
    public async Task Dispatch_BodyThatNeverEnds_EndsInTimeAndIsMarkedWhenTheBodyDecides()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Receiver.Answer = async context =>
        {
            await context.Response.WriteAsync("o");
            await context.Response.Body.FlushAsync();
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };
        var dispatch = DispatchAsync();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        // The status may still be on its way when the clock is moved for the first time.
        while (!IsJudgedByStatus && !dispatch.IsCompleted)
        {
            await Task.Delay(250);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var result = await dispatch.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((OutcomeWithoutBody, OutcomeWithoutBody != DeliveryOutcome.Sent), (result.Outcome, result.MaybeSent));
    }

    [Fact]
    public async Task Dispatch_RedirectToAnotherHost_IsNotFollowed()
    {
        await using var other = await Receiver.StartAsync();
        Receiver.Answer = context =>
        {
            context.Response.Redirect(other.Url.ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var result = await DispatchAsync();
        Assert.Equal((DeliveryOutcome.Failed, FailureReason.Client), (result.Outcome, result.Reason));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Dispatch_AnswerFullOfSecrets_StaysDiscreet()
    {
        Receiver.Answer = static context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("no such token: s3cr3t at http://127.0.0.1/tok3n");
        };
        AssertDiscreet(await DispatchAsync());
    }

    [Theory, InlineData(429), InlineData(500), InlineData(503)]
    public async Task CheckHealth_OtherSideIsInTrouble_SaysSoDiscreetly(int status)
    {
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("no such token: s3cr3t at http://127.0.0.1/tok3n");
        };
        var result = await Channel.CheckHealthAsync(Definition, default);
        AssertDiscreet(result);
        Assert.NotEqual(DeliveryOutcome.Sent, result.Outcome);
    }

    [Fact]
    public async Task CheckHealth_NobodyListens_SaysSoDiscreetly()
    {
        var result = await Channel.CheckHealthAsync(DefinitionFor(new($"http://127.0.0.1:{FreePort.Next()}/tok3n")), default);
        AssertDiscreet(result);
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.Transport), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Dispatch_AnswerWithoutEnd_IsCutOff()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Receiver.Answer = async context =>
        {
            using var cutOff = context.RequestAborted.Register(() => ended.TrySetResult());
            while (!ended.Task.IsCompleted)
            {
                await context.Response.Body.WriteAsync(new byte[16 * 1024]);
                // Once the connection is gone, writes go nowhere and at once.
                await Task.Delay(1);
            }
        };
        AssertDiscreet(await SendAsync(Notices.Of()).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Dispatch_Cancelled_Throws()
    {
        Receiver.Answer = static context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        using var stop = new CancellationTokenSource();
        var dispatch = SendAsync(Notices.Of(), cancellationToken: stop.Token).AsTask();
        await Receiver.Arrived.WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dispatch.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private Task<DeliveryResult> AnsweredWith(int status)
    {
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        return DispatchAsync();
    }

    // Every outcome of every test is looked through for secrets.
    private async Task<DeliveryResult> DispatchAsync(ChannelDefinition? definition = null)
    {
        var result = await SendAsync(Notices.Of(), definition);
        AssertDiscreet(result);
        // Whatever the operator logs, even everything: an address may be a secret too.
        Assert.DoesNotContain(Logs.Lines, static line => line.Contains("s3cr3t") || line.Contains("tok3n"));
        return result;
    }
}
