using EventFlow.TestKit;

namespace EventFlow.Client.Tests;

public sealed class IngestionClientTests
{
    private static readonly OutgoingBatch OneEvent = new("{\"timestamp\":1,\"service\":\"s\",\"metric\":\"m\",\"value\":1}\n"u8.ToArray(), 1);

    [Theory]
    [InlineData(401, IngestStatus.Unauthorized, false)]
    [InlineData(403, IngestStatus.Forbidden, false)]
    [InlineData(413, IngestStatus.TooLarge, false)]
    [InlineData(400, IngestStatus.Refused, false)]
    [InlineData(415, IngestStatus.Refused, false)]
    [InlineData(408, IngestStatus.ServerFault, true)]
    [InlineData(429, IngestStatus.Busy, true)]
    [InlineData(503, IngestStatus.Busy, true)]
    [InlineData(500, IngestStatus.ServerFault, true)]
    [InlineData(502, IngestStatus.ServerFault, true)]
    public async Task SendOnceAsync_Refused_StatusAndReason(int code, IngestStatus status, bool mayRetry)
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.AnswerNext(code, body: """{"title":"No","detail":"not like this"}""");
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        var result = await Client(http).SendOnceAsync(OneEvent, CancellationToken.None);

        Assert.Equal((status, mayRetry, $"HTTP {code}: not like this"), (result.Status, result.MayRetry, result.Detail));
    }

    [Theory]
    [InlineData("<html>bad gateway</html>", 502)]
    [InlineData("", 500)]
    [InlineData("[]", 500)]
    public async Task SendOnceAsync_AnswerOfAProxy_DoesNotBreak(string body, int code)
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.AnswerNext(code, body: body);
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        Assert.Equal(IngestStatus.ServerFault, (await Client(http).SendOnceAsync(OneEvent, CancellationToken.None)).Status);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(422)]
    public async Task SendOnceAsync_Counts_AreRead(int code)
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.AnswerNext(code, body: """{"accepted":1,"duplicates":2,"rejected":1,"errors":[{"index":3,"reason":"bad","field":"value","found":17,"expected":"less"},{"index":4,"reason":"worse"},{"index":5,"reason":"value is NaN; expected a finite number.","field":"value","found":"NaN","expected":"a finite number"}]}""");
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        var result = await Client(http).SendOnceAsync(OneEvent, CancellationToken.None);

        Assert.Equal((IngestStatus.Answered, 1, 2, 1), (result.Status, result.Accepted, result.Duplicates, result.Rejected));
        Assert.Equal(["bad (value is 17; expected less)", "worse", "value is NaN; expected a finite number."], result.Errors.Select(error => error.ToString()));
        Assert.Equal(3, result.Errors[0].Index);
    }

    [Fact]
    public async Task SendOnceAsync_RetryAfterAsDate_WaitUntilThen()
    {
        await using var silo = await FakeSilo.StartAsync();
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        silo.AnswerNext(503, retryAfter: "Thu, 01 Jan 2026 00:00:07 GMT");
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        var result = await Client(http, clock).SendOnceAsync(OneEvent, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(7), result.RetryAfter);
    }

    [Fact]
    public async Task SendAsync_Busy_WaitsOnTheGivenClockAsAsked()
    {
        await using var silo = await FakeSilo.StartAsync();
        var clock = new ManualTimeProvider();
        silo.AnswerNext(429, retryAfter: "20");
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        var sending = Client(http, clock).SendAsync(OneEvent, static _ => Timeout.InfiniteTimeSpan, null, CancellationToken.None);
        await clock.WaitForTimersAsync(1);
        clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2.2));

        Assert.Equal(1, (await sending).Accepted);
        Assert.Equal(2, silo.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_PatienceEnds_LastFailureIsTheAnswer()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.AnswerNext(429, retryAfter: "20");
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        var result = await Client(http).SendAsync(OneEvent, static _ => TimeSpan.FromSeconds(10), null, CancellationToken.None);

        Assert.Equal(IngestStatus.Busy, result.Status);
        Assert.Single(silo.Requests);
    }

    [Fact]
    public async Task SendOnceAsync_NobodyListens_Unreachable()
    {
        using var http = EventFlowHttp.Create(new Uri($"http://127.0.0.1:{FreePort.Next()}"), TimeSpan.FromSeconds(10));
        var result = await Client(http).SendOnceAsync(OneEvent, CancellationToken.None);
        Assert.Equal((IngestStatus.Unreachable, true), (result.Status, result.MayRetry));
        Assert.NotEmpty(result.Detail);
    }

    [Fact]
    public async Task SendOnceAsync_Cancelled_Throws()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(http).SendOnceAsync(OneEvent, new CancellationToken(true)));
    }

    [Fact]
    public void Credential_ToString_NeverTheSecret()
    {
        Assert.DoesNotContain("hidden", Credential.FromApiKey("hidden").ToString());
        Assert.DoesNotContain("hidden", Credential.FromToken("hidden").ToString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:5280", null, null, "ef_development")]
    [InlineData("http://localhost:5280", "", null, "ef_development")]
    [InlineData("https://watch.example.com", null, null, "")]
    [InlineData("https://watch.example.com", "ef_env", null, "ef_env")]
    [InlineData("http://127.0.0.1:5280", "ef_env", "ef_given", "ef_given")]
    public void DefaultCredential_For_GivenThenEnvironmentThenDevelopmentOnThisMachine(string url, string? environment, string? given, string expected) =>
        Assert.Equal(expected, DefaultCredential.For(new Uri(url), given, _ => environment).Secret);

    private static IngestionClient Client(HttpClient http, TimeProvider? time = null) =>
        new(http, Credential.FromApiKey("ef_development"), new RetrySchedule(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), new Random(1)), time ?? TimeProvider.System);
}
