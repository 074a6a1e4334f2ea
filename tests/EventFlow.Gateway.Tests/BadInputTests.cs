using System.Net;
using System.Net.Sockets;
using System.Text;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Gateway.Tests;

public sealed class BadInputTests : IAsyncLifetime
{
    private const string Good = """{"service":"a","message":"good"}""";
    private const int Limit = 64 << 10;
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync(static s => s.Configure<GatewayOptions>(static o => o.MaxBodyBytes = Limit));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<string, string, string, string> BadItems => new()
    {
        { """{"message":"m"}""", "service", "missing", "a text" },
        { """{"service":null,"message":"m"}""", "service", "missing", "a text" },
        { """{"service":"","message":"m"}""", "service", "empty", "1 to 128 characters" },
        { """{"service":7,"message":"m"}""", "service", "7", "a text" },
        { """{"service":"a"}""", "kind", "missing, and no field tells it", "metric and value, message, or type; or kind as metric, log or event" },
        { """{"kind":"trace","service":"a"}""", "kind", "\"trace\"", "metric, log or event" },
        { """{"kind":5,"service":"a"}""", "kind", "5", "metric, log or event" },
        { """{"service":"a","metric":"m"}""", "value", "missing", "a finite number" },
        { """{"service":"a","value":1}""", "metric", "missing", "a text" },
        { """{"service":"a","metric":"m","value":NaN}""", "value", "NaN", "a finite number" },
        { """{"service":"a","metric":"m","value":-Infinity}""", "value", "-Infinity", "a finite number" },
        { """{"service":"a","metric":"m","value":1,"extra":Infinity}""", "attributes", "Infinity", "a finite number" },
        { """{"service":"a","metric":"m","value":"NaN"}""", "value", "NaN", "a finite number" },
        { """{"service":"a","metric":"m","value":1e999}""", "value", "1e999", "a finite number" },
        { """{"service":"a","metric":"m","value":"12"}""", "value", "\"12\"", "a finite number" },
        { """{"service":"a","metric":"m","value":null}""", "value", "null", "a finite number" },
        { """{"service":"a","metric":"m","value":1,"labels":[1]}""", "labels", "[1]", "an object" },
        { """{"service":"a","metric":"m","value":1,"unit":{}}""", "unit", "{}", "a text" },
        { """{"service":"a","message":{"text":"m"}}""", "message", """{"text":"m"}""", "a text" },
        { """{"service":"a","message":"m","level":"loud"}""", "level", "\"loud\"", "trace, debug, info, warn, error or fatal" },
        { """{"service":"a","message":"m","level":3}""", "level", "3", "trace, debug, info, warn, error or fatal" },
        { """{"service":"a","message":"m","attributes":"x"}""", "attributes", "\"x\"", "an object" },
        { """{"service":"a","message":"m","id":[]}""", "id", "[]", "a text or a number" },
        { """{"service":"a","type":"t","data":[1]}""", "data", "[1]", "an object" },
        { """{"service":"a","message":"half \ud800"}""", "event", "a text that is not valid Unicode", "UTF-8, and whole surrogate pairs in escapes" },
        { "17", "event", "17", "a JSON object" },
        { "[]", "event", "[]", "a JSON object" },
        { "null", "event", "null", "a JSON object" },
    };

    [Theory]
    [MemberData(nameof(BadItems))]
    public async Task Post_OneBadAmongGood_RejectsItWithItsIndexAndStoresTheOthers(string bad, string field, string found, string expected)
    {
        var array = await _host.PostAsync($"[{Good},{bad},{Good}]");
        var lines = await _host.PostAsync($"{Good}\n{bad}\n{Good}", "application/x-ndjson");

        foreach (var answer in new[] { array, lines })
        {
            Assert.Equal((202, 2, 1), (answer.Status, answer.Accepted, answer.Rejected));
            var error = answer.Error(0);
            Assert.Equal(
                (1, field, found, expected, $"{field} is {found}; expected {expected}."),
                (error.GetProperty("index").GetInt32(), error.GetProperty("field").GetString(), error.GetProperty("found").GetString(), error.GetProperty("expected").GetString(), error.GetProperty("reason").GetString()));
        }

        Assert.Equal(4, _host.Log.Events.Count);
    }

    public static TheoryData<string> BadTimes =>
    [
        "\"yesterday\"", "\"2026-01-01T00:00:00\"", "\"2026-13-01T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-01-01T24:00:00Z\"", "\"2026-01-01T00:00:00.Z\"",
        "\"2026-01-01T00:00:00+0100\"", "true", "{}", "1e300", "-1", "\"1969-12-31T23:59:59Z\"", "1767226200001", "\"2036-01-01T00:00:00Z\"",
    ];

    [Theory]
    [MemberData(nameof(BadTimes))]
    public async Task Post_BadTime_RejectsTheItem(string time)
    {
        var answer = await _host.PostAsync($$"""[{"timestamp":{{time}},"service":"a","message":"m"},{{Good}}]""");

        Assert.Equal((202, 1, 1), (answer.Status, answer.Accepted, answer.Rejected));
        Assert.Equal("timestamp", answer.Error(0).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Post_HugeLabel_RejectsTheItem()
    {
        await using var host = await GatewayHost.StartAsync();

        var answer = await host.PostAsync($$"""[{"service":"a","metric":"m","value":1,"labels":{"k":"{{new string('x', 2 << 20)}}"} },{{Good}}]""");

        Assert.Equal((202, 1, 1), (answer.Status, answer.Accepted, answer.Rejected));
        Assert.Equal("labels.k is 2097152 characters long; expected at most 4096 characters.", answer.Error(0).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("labels", "metric\":\"m\",\"value\":1", 65)]
    [InlineData("attributes", "message\":\"m\"", 129)]
    public async Task Post_TooManyLabels_RejectsTheItem(string field, string rest, int count)
    {
        var members = string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"k{i}\":\"v\""));

        var answer = await _host.PostAsync($$"""[{"service":"a","{{rest}},"{{field}}":{ {{members}} } },{{Good}}]""");

        Assert.Equal((202, 1, 1, field), (answer.Status, answer.Accepted, answer.Rejected, answer.Error(0).GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Post_OnlyBadItems_Is422WithTheSameMembers()
    {
        var answer = await _host.PostAsync("""{"service":"a","metric":"m","value":NaN}""");

        Assert.Equal((422, "application/problem+json", 0, 1), (answer.Status, answer.MediaType, answer.Accepted, answer.Rejected));
        Assert.Equal("value", answer.Error(0).GetProperty("field").GetString());
        Assert.Equal("Unprocessable Content", answer.Json.GetProperty("title").GetString());
        Assert.True(answer.Json.GetProperty("traceId").GetString()!.Length > 0);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("[", 1, 2)]
    [InlineData("nope", 1, 2)]
    [InlineData("[{\"service\":\"a\",\"message\":\"m\"},\n{\"service\":}]", 2, 12)]
    [InlineData("[{\"service\":\"a\",\"message\":\"m\"}", 1, 31)]
    [InlineData("{\"service\":\"a\",\"message\":\"m\"} trailing", 1, 31)]
    [InlineData("{\"service\":\"a\",\"message\":\"m\"}\n{\"service\":\"a\",\"message\":\"m\"}", 2, 1)]
    [InlineData("{'service':'a'}", 1, 2)]
    [InlineData("[{\"service\":\"a\",\"metric\":\"m\",\"value\":NaN},]", 1, 43)]
    public async Task Post_MalformedJson_Is400WithThePlaceAndNothingStored(string body, int line, int position)
    {
        var answer = await _host.PostAsync(body);

        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Equal((line, position), (answer.Json.GetProperty("line").GetInt32(), answer.Json.GetProperty("bytePosition").GetInt32()));
        Assert.Contains($"line {line}, byte {position}:", answer.Detail);
        Assert.Contains("Nothing was stored.", answer.Detail);
        Assert.Empty(_host.Log.Batches);
    }

    [Fact]
    public async Task Post_MalformedLineOfNdjson_RejectsThatLine()
    {
        var answer = await _host.PostAsync($"{Good}\n\n{{\"service\":}}\n{Good}", "application/x-ndjson");

        Assert.Equal((202, 2, 1), (answer.Status, answer.Accepted, answer.Rejected));
        Assert.Equal(1, answer.Error(0).GetProperty("index").GetInt32());
        Assert.StartsWith("line 3, byte 12:", answer.Error(0).GetProperty("found").GetString());
    }

    [Fact]
    public async Task Post_NoLineOfNdjsonIsJson_Is400()
    {
        var answer = await _host.PostAsync("a,b\n1,2", "application/x-ndjson");

        Assert.Equal((400, 1), (answer.Status, answer.Json.GetProperty("line").GetInt32()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Post_WrongContentType_Is415(string? contentType)
    {
        var answer = await _host.PostAsync(Encoding.UTF8.GetBytes(Good), contentType);

        Assert.Equal((415, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Contains("expected application/json", answer.Detail);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_WrongEncoding_Is415(string encoding)
    {
        var answer = await _host.PostAsync(Encoding.UTF8.GetBytes(Good), "application/json", encoding);

        Assert.Equal(415, answer.Status);
        Assert.Contains($"Content-Encoding is {encoding}; expected gzip", answer.Detail);
    }

    [Fact]
    public async Task Post_GzipCutAnywhere_Is400AndNothingStored()
    {
        var whole = GatewayHost.Gzip(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(Good, 50))}]"));
        for (var length = 0; length < whole.Length; length++)
        {
            var answer = await _host.PostAsync(whole[..length], "application/json", "gzip");
            Assert.True(answer.Status == 400, $"Cut at {length} of {whole.Length} gave {answer.Status}.");
        }

        Assert.Empty(_host.Log.Batches);
        Assert.Equal(202, (await _host.PostAsync(whole, "application/json", "gzip")).Status);
    }

    [Fact]
    public async Task Post_NoGzipAtAll_Is400()
    {
        var answer = await _host.PostAsync(Encoding.UTF8.GetBytes(Good), "application/json", "gzip");

        Assert.Equal(400, answer.Status);
        Assert.Contains("not a whole gzip stream", answer.Detail);
    }

    [Fact]
    public async Task Post_OverTheLimit_Is413BeforeAndAfterDecompression()
    {
        var large = Encoding.UTF8.GetBytes(Good + new string(' ', Limit));
        var random = new byte[Limit + 100];
        new Random(1).NextBytes(random);

        foreach (var answer in new[]
        {
            await _host.PostAsync(large),
            await _host.PostAsync(GatewayHost.Gzip(large), "application/json", "gzip"),
            await _host.PostAsync(GatewayHost.Gzip(random), "application/json", "gzip"),
            await _host.PostAsync(GatewayHost.Gzip(new byte[200 << 20]), "application/json", "gzip"),
        })
        {
            Assert.Equal((413, "application/problem+json"), (answer.Status, answer.MediaType));
            Assert.Contains($"expected at most {Limit} bytes", answer.Detail);
        }

        Assert.Empty(_host.Log.Batches);
        Assert.Equal(202, (await _host.PostAsync(Good + new string(' ', Limit - Good.Length))).Status);
    }

    [Fact]
    public async Task Post_ChunkedOverTheLimit_Is413()
    {
        using var content = new StreamContent(new MemoryStream(new byte[Limit + 1]));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = content, Headers = { TransferEncodingChunked = true } };

        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Sequence", "minus", "X-Sequence is minus; expected a whole number from 0 on. Nothing was stored.")]
    [InlineData("X-Sequence", "5", "producer is missing; expected the sender's name, since the batch has a sequence. Nothing was stored.")]
    public async Task Post_BadBatchNumber_Is400(string header, string value, string detail)
    {
        var answer = await _host.PostAsync(Encoding.UTF8.GetBytes(Good), "application/json", null, (header, value));

        Assert.Equal((400, detail), (answer.Status, answer.Detail));
        Assert.Empty(_host.Log.Batches);
    }

    [Fact]
    public async Task Post_LogOverloaded_Is429WithRetryAfterAndWhatIsStored()
    {
        _host.Log.Refuse = static b => b.Stream == StreamNames.Logs ? new EventAppendResult(EventAppendReason.Overloaded, -1, TimeSpan.FromMilliseconds(1500)) : null;

        var answer = await _host.PostAsync($$"""[{{Good}},{"service":"a","metric":"m","value":1}]""");

        Assert.Equal((429, TimeSpan.FromSeconds(2), 1, 1), (answer.Status, answer.RetryAfter, answer.Accepted, answer.Rejected));
    }

    [Fact]
    public async Task Post_DiskFull_Is503WithRetryAfter()
    {
        _host.Log.Refuse = static _ => new EventAppendResult(EventAppendReason.DiskFull, -1, TimeSpan.Zero);

        var answer = await _host.PostAsync(Good);

        Assert.Equal((503, TimeSpan.FromSeconds(10), "Service Unavailable"), (answer.Status, answer.RetryAfter, answer.Json.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Post_TooMuchAtOnce_Is429AndTheMemoryIsFreeAfterwards()
    {
        await using var host = await GatewayHost.StartAsync(static s => s.Configure<GatewayOptions>(static o => o.MaxBufferedBytes = 1 << 20));

        var refused = await host.PostAsync(Good + new string(' ', 3 << 20));
        var next = await host.PostAsync(Good);

        Assert.Equal((429, 202), (refused.Status, next.Status));
        Assert.Equal(0, Assert.Single(host.Services.GetServices<IQueueSource>().SelectMany(static s => s.GetQueues()), static q => q.Name.StartsWith("gateway")).Depth);
    }

    [Fact]
    public async Task Post_SenderGoesAway_StoresNothingAndGoesOn()
    {
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPAddress.Loopback, _host.Client.BaseAddress!.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /api/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{Good}"));
        }

        Assert.Equal(202, (await _host.PostAsync(Good)).Status);
        Assert.Single(_host.Log.Batches);
    }

    [Fact]
    public async Task Post_MutatedBodies_NeverFailTheServer()
    {
        var seeds = new[]
        {
            $"[{Good},{Good}]", """{"service":"a","metric":"m","value":1.5,"labels":{"k":"v"},"timestamp":"2026-01-01T00:00:00Z"}""",
            """{"producer":"p","sequence":1,"events":[{"service":"a","type":"t","data":{"x":[1,2,{"y":null}]},"attributes":{"q":true}}]}""", "{\"service\":\"\\u00e4\",\"message\":\"\\ud83d\\ude00\"}\n" + Good,
        };
        var random = new Random(20260101);
        for (var i = 0; i < 3000; i++)
        {
            var body = Mutated(Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]), random);
            var gzip = random.Next(4) == 0;
            var answer = await _host.PostAsync(gzip ? Mutated(GatewayHost.Gzip(body), random, random.Next(2)) : body, random.Next(2) == 0 ? "application/json" : "application/x-ndjson", gzip ? "gzip" : null);
            Assert.True(answer.Status is 202 or 400 or 413 or 422, $"Round {i} gave {answer.Status} for {Encoding.UTF8.GetString(body)}.");
        }

        Assert.All(_host.Log.Events, static e => Assert.InRange(e.Service.Length, 1, 128));
    }

    private static byte[] Mutated(byte[] body, Random random, int? changes = null)
    {
        var bytes = body.ToList();
        for (var i = changes ?? random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, bytes[random.Next(bytes.Count)]); break;
                default: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
            }
        }

        return [.. bytes];
    }
}
