using System.Text;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;

namespace EventFlow.Gateway.Tests;

public sealed class GoodInputTests : IAsyncLifetime
{
    private const long Now = EventSamples.Start;
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<string, TelemetryEvent> Events => new()
    {
        {
            """{"timestamp":1767225599000,"service":"orders","metric":"latency_ms","value":12.5,"unit":"ms","labels":{"region":"eu","host":"a"}}""",
            EventSamples.Metric("orders", "latency_ms", 12.5, Now - 1000, null, "ms", LabelSet.Of(("host", "a"), ("region", "eu")))
        },
        {
            """ { "labels" : {} , "value":-1e-3, "metric":"m","service":"orders" } """,
            EventSamples.Metric("orders", "m", -0.001)
        },
        {
            """{"service":"a","metric":"m","value":1,"labels":{"service":"ignored","n":7,"b":true,"o":{"x":1},"z":null}}""",
            EventSamples.Metric("a", "m", 1, labels: LabelSet.Of(("b", "true"), ("n", "7"), ("o", """{"x":1}""")))
        },
        {
            """{"timestamp":"2025-12-31T23:59:59.250Z","service":"auth","level":"WARNING","message":"slow","trace_id":"4BF92F3577B34DA6A3CE929D0E0E4736","attributes":{"caller":"api"},"id":"e1"}""",
            EventSamples.Log("auth", "slow", LogSeverity.Warn, Now - 750, "e1", "4bf92f3577b34da6a3ce929d0e0e4736", LabelSet.Of(("caller", "api")))
        },
        {
            """{"message":"m","service":"auth","trace_id":"short","request":{"path":"/x"},"n":3,"nothing":null,"ok":false}""",
            EventSamples.Log("auth", "m", LogSeverity.Unspecified, attributes: LabelSet.Of(("n", "3"), ("ok", "false"), ("request", """{"path":"/x"}"""), ("trace_id", "short")))
        },
        {
            """{"timestamp":"2026-01-01T01:00:00+01:00","service":"orders","type":"order.placed","data":{"id":7,"lines":[1,2]},"id":42}""",
            EventSamples.Domain("orders", "order.placed", """{"id":7,"lines":[1,2]}""", Now, "42")
        },
        { """{"kind":"event","service":"orders","type":"t","message":"kept"}""", EventSamples.Domain("orders", "t") with { Attributes = LabelSet.Of(("message", "kept")) } },
        { """{"kind":"LOG","service":"a","message":"m","metric":"kept","value":2}""", EventSamples.Log("a", "m", LogSeverity.Unspecified, attributes: LabelSet.Of(("metric", "kept"), ("value", "2"))) },
        { """{"service":"a","message":"m","type":"kept","attributes":{"type":"wins"}}""", EventSamples.Log("a", "m", LogSeverity.Unspecified, attributes: LabelSet.Of(("type", "wins"))) },
        { """{"serv\u0069ce":"\u00e4\n","m\u0065ssage":"tab\t \ud83d\ude00"}""".Replace("\\n", ""), EventSamples.Log("ä", "tab\t 😀", LogSeverity.Unspecified) },
        { """{"service":"first","service":"last","message":"m"}""", EventSamples.Log("last", "m", LogSeverity.Unspecified) },
        { """{"service":"a","message":"NaN, Infinity","level":"critical"}""", EventSamples.Log("a", "NaN, Infinity", LogSeverity.Fatal) },
        { """{"timestamp":1767225600000.9,"service":"a","message":"m"}""", EventSamples.Log("a", "m", LogSeverity.Unspecified) },
        { """{"timestamp":0,"service":"a","message":"m"}""", EventSamples.Log("a", "m", LogSeverity.Unspecified, 0) },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Post_OneObject_StoresTheEvent(string body, TelemetryEvent expected)
    {
        var answer = await _host.PostAsync(body);

        Assert.Equal((202, 1, 0), (answer.Status, answer.Accepted, answer.Rejected));
        Assert.Equal(expected, Assert.Single(_host.Log.Events));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Post_SameEventInEveryForm_StoresTheSame(string body, TelemetryEvent expected)
    {
        await _host.PostAsync($"[{body},{body}]");
        await _host.PostAsync($"\n{body}\r\n\n  \n{body}", "application/x-ndjson");
        await _host.PostAsync($$"""{"producer":"p","events":[{{body}}],"unknown":1,"sequence":9}""");
        await _host.PostAsync(GatewayHost.Gzip([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)]), "application/json; charset=\"UTF-8\"", "gzip");
        await _host.PostAsync(Encoding.UTF8.GetBytes(body), "application/jsonl", "identity");

        var stored = _host.Log.Events;
        Assert.Equal(expected.Id is null ? 7 : 1, stored.Count);
        Assert.All(stored, e => Assert.Equal(expected, e));
    }

    [Fact]
    public async Task Post_GzipOfSeveralMembers_IsReadWhole()
    {
        byte[] members = [.. GatewayHost.Gzip("[{\"service\":\"a\","u8.ToArray()), .. GatewayHost.Gzip("\"message\":\"m\"}]"u8.ToArray())];

        var answer = await _host.PostAsync(members, "application/json", "gzip");

        Assert.Equal((202, 1), (answer.Status, answer.Accepted));
        Assert.Equal(400, (await _host.PostAsync(members[..^1], "application/json", "gzip")).Status);
    }

    [Fact]
    public async Task Post_Envelope_KeepsProducerAndSequence()
    {
        var answer = await _host.PostAsync("""{"sequence":9,"events":[{"service":"a","message":"m"}],"producer":"p"}""");
        var again = await _host.PostAsync("""{"sequence":9,"events":[{"service":"a","message":"m"}],"producer":"p"}""");

        var batch = Assert.Single(_host.Log.Batches);
        Assert.Equal(("p", 9L, Now), (batch.Producer, batch.Sequence, batch.ReceivedAt));
        Assert.Equal((1, 0), (answer.Accepted, answer.Duplicates));
        Assert.Equal((202, 0, 1), (again.Status, again.Accepted, again.Duplicates));
    }

    [Fact]
    public async Task Post_ProducerHeaders_AreThoseOfTheBatch()
    {
        await _host.PostAsync("""[{"service":"a","message":"m"}]"""u8.ToArray(), "application/json", null, ("X-Producer", "h"), ("X-Sequence", "0"));

        Assert.Equal(("h", 0L), (Assert.Single(_host.Log.Batches).Producer, _host.Log.Batches[0].Sequence));
    }

    [Fact]
    public async Task Post_EventWithAFieldCalledEvents_IsAnEvent()
    {
        await _host.PostAsync("""{"service":"a","message":"m","events":[1]}""");

        Assert.Equal("[1]", Assert.Single(_host.Log.Events).Attributes["events"]);
    }

    [Theory]
    [InlineData("[]", "application/json")]
    [InlineData("", "application/x-ndjson")]
    [InlineData("\n\n", "application/x-ndjson")]
    public async Task Post_NoEvents_IsAccepted(string body, string contentType)
    {
        var answer = await _host.PostAsync(body, contentType);

        Assert.Equal((202, 0, 0), (answer.Status, answer.Accepted, answer.Rejected));
    }

    [Fact]
    public async Task Post_ManyEvents_AnswersWithTheirOffsets()
    {
        var answer = await _host.PostAsync("[" + string.Join(',', Enumerable.Range(0, 1000).Select(static i => $$"""{"service":"a","message":"{{i}}"}""")) + "]");

        var range = Assert.Single(answer.Json.GetProperty("offsets").EnumerateArray());
        Assert.Equal(("service-logs", 0, 999), (range.GetProperty("stream").GetString(), range.GetProperty("first").GetInt32(), range.GetProperty("last").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"{i}"), _host.Log.Events.Cast<LogEvent>().Select(static e => e.Message));
    }
}
