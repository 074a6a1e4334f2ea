using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Cli.Tests;

public sealed class SinkCommandTests
{
    private const string Secret = "sixteen-characters";

    private const string Body = """
        {"receiver":"ops","status":"firing","groupKey":"{service=\"payments\"}","notification_reason":"first notification","version":"4",
         "alerts":[{"status":"firing","labels":{"alertname":"High latency","severity":"critical"},"annotations":{"summary":"latency_ms is 812"}}]}
        """;

    [Fact]
    public async Task Run_ANotification_IsPrintedInWordsAndARepeatedOneIsMarked()
    {
        await using var sink = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await sink.PostAsync(Body, ("Idempotency-Key", "k1"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sink.PostAsync(Body, ("Idempotency-Key", "k1"))).StatusCode);
        await sink.Run.WaitForOutAsync("again, same Idempotency-Key");
        Assert.Contains("FIRING  {service=\"payments\"}  first notification, to ops  200", sink.Run.Out);
        Assert.Contains("firing    critical  High latency  latency_ms is 812", sink.Run.Out);
    }

    [Fact]
    public async Task Run_WithASecret_RefusesWhatIsNotSignedOrSignedLongAgo()
    {
        await using var sink = await StartAsync("--secret", Secret);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sink.PostAsync(Body)).StatusCode);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(HttpStatusCode.OK, (await sink.PostAsync(Body, Signed(now, Secret))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sink.PostAsync(Body, Signed(now, "another secret 16"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sink.PostAsync(Body, Signed(now - 3_600, Secret))).StatusCode);
        await sink.Run.WaitForOutAsync("signed too long ago");
        Assert.Contains("signed with another secret", sink.Run.Out);
        Assert.Contains("not signed", sink.Run.Out);
    }

    [Fact]
    public async Task Run_ToldToFail_FailsThatOftenAndAsksForPatience()
    {
        await using var sink = await StartAsync("--fail", "1", "--retry-after", "7", "--answer", "202");
        var first = await sink.PostAsync(Body);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "7"), (first.StatusCode, first.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.Accepted, (await sink.PostAsync(Body)).StatusCode);
    }

    [Fact]
    public async Task Run_Json_PrintsEachBodyAsALine()
    {
        await using var sink = await StartAsync("--json");
        await sink.PostAsync(Body);
        await sink.Run.WaitForOutAsync("\"receiver\":\"ops\"");
        Assert.Single(sink.Run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Run_BadStatus_IsRefusedWithWhatIsExpected()
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync("sink", "--answer", "99"));
    }

    private static (string, string)[] Signed(long seconds, string secret) =>
    [
        ("X-EventFlow-Timestamp", $"{seconds}"),
        ("X-EventFlow-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{Body}")))),
    ];

    private static async Task<Sink> StartAsync(params string[] arguments)
    {
        var port = TestKit.FreePort.Next();
        var (run, stop) = (new CommandRun(), new CancellationTokenSource());
        var running = run.RunAsync(stop.Token, ["sink", "--port", $"{port}", .. arguments]);
        var sink = new Sink(run, stop, running, new Uri($"http://127.0.0.1:{port}/hook"));
        // Whoever is asked while it does not listen yet is asked again.
        for (var tries = 0; tries < 200 && !await sink.IsUpAsync(); tries++) await Task.Delay(25);
        return sink;
    }

    private sealed record Sink(CommandRun Run, CancellationTokenSource Stop, Task<int> Running, Uri Url) : IAsyncDisposable
    {
        private readonly HttpClient _http = new();

        public async Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            return await _http.SendAsync(request);
        }

        public async Task<bool> IsUpAsync()
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Head, Url);
                return (await _http.SendAsync(request)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            Assert.Equal(0, await Running.WaitAsync(TimeSpan.FromSeconds(20)));
            _http.Dispose();
            Stop.Dispose();
        }
    }
}
