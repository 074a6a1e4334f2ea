using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Silo.Tests.Live;

public sealed class LiveInterfaceTests : IClassFixture<TestSilo>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TestSilo _silo;

    public LiveInterfaceTests(TestSilo silo) => _silo = silo;

    private ILiveFeed Feed => _silo.Services.GetRequiredService<ILiveFeed>();

    [Fact]
    public async Task Socket_WithAKey_GetsUpdatesInTheDocumentedForm()
    {
        using var socket = await Connect("token=ef_development&type=alert&service=payments");
        await PublishWhenWatched(Metric("payments"), Alert("orders"), Alert("payments"));
        var message = await Receive(socket);
        Assert.Equal("updates", message.GetProperty("type").GetString());
        Assert.True(message.GetProperty("time").GetInt64() > 0);
        var update = Assert.Single(message.GetProperty("updates").EnumerateArray());
        Assert.Equal("alert", update.GetProperty("type").GetString());
        Assert.Equal("payments", update.GetProperty("alert").GetProperty("service").GetString());
        Assert.Equal("firing", update.GetProperty("alert").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Socket_WithAToken_GetsEverything()
    {
        var token = (await _silo.Login("viewer", "demo")).GetProperty("token").GetString();
        using var socket = await Connect($"token={token}");
        await PublishWhenWatched(Metric("payments"), Alert("orders"));

        // In one message or in two: the first may be sent before the second is published.
        var types = new List<string?>();
        while (types.Count < 2) types.AddRange((await Receive(socket)).GetProperty("updates").EnumerateArray().Select(static u => u.GetProperty("type").GetString()));
        Assert.Equal(["metric", "alert"], types);
    }

    [Fact]
    public async Task Socket_ClosedByTheClient_EndsItsSubscription()
    {
        using var socket = await Connect("token=ef_development&service=closing");
        await Watchers(1);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await Watchers(0);
    }

    [Theory]
    [InlineData("/ws", HttpStatusCode.Unauthorized)]
    [InlineData("/ws?token=wrong", HttpStatusCode.Unauthorized)]
    [InlineData("/hubs/live", HttpStatusCode.Unauthorized)]
    [InlineData("/ws?token=ef_development", HttpStatusCode.BadRequest)]
    public async Task Get_OfALivePathWithoutWhatItTakes_IsRefused(string path, HttpStatusCode status)
    {
        using var client = _silo.Anonymous();
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Hub_AfterSubscribe_SendsOnlyWhatIsWanted()
    {
        using var hub = await ConnectHub();
        await Invoke(hub, """{"type":1,"invocationId":"1","target":"Subscribe","arguments":[["orders"],["alert"]]}""");
        Assert.Equal(3, (await ReceiveFromHub(hub)).GetProperty("type").GetInt32());
        await PublishWhenWatched(Alert("payments"), Metric("orders"), Alert("orders"));
        var invocation = await ReceiveFromHub(hub);
        Assert.Equal("updates", invocation.GetProperty("target").GetString());
        var update = Assert.Single(invocation.GetProperty("arguments")[0].EnumerateArray());
        Assert.Equal(("alert", "orders"), (update.GetProperty("type").GetString(), update.GetProperty("alert").GetProperty("service").GetString()));
    }

    [Fact]
    public async Task Hub_SubscribeToAnUnknownType_IsRefused()
    {
        using var hub = await ConnectHub();
        await Invoke(hub, """{"type":1,"invocationId":"1","target":"Subscribe","arguments":[[],["gossip"]]}""");
        Assert.Contains("expected metric, alert, service", (await ReceiveFromHub(hub)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Hub_WithTheCookieOfAVisitor_IsRefusedToAnotherSite()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://evil.example.org");
        socket.Options.SetRequestHeader("Cookie", "eventflow=whatever");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new($"{_silo.Url.Replace("http", "ws")}/hubs/live"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    // SignalR's JSON protocol by hand: the client package lacks a dependency where packages come from. A record ends with 0x1e.
    private async Task<ClientWebSocket> ConnectHub()
    {
        var token = (await _silo.Login("viewer", "demo")).GetProperty("token").GetString();
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new($"{_silo.Url.Replace("http", "ws")}/hubs/live?access_token={token}"), CancellationToken.None);
        await Invoke(socket, """{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await ReceiveFromHub(socket)).GetRawText());
        return socket;
    }

    private static Task Invoke(ClientWebSocket hub, string record) =>
        hub.SendAsync(Encoding.UTF8.GetBytes(record + '\u001e'), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<JsonElement> ReceiveFromHub(ClientWebSocket hub)
    {
        while (true)
        {
            var record = JsonDocument.Parse((await ReceiveText(hub)).TrimEnd('\u001e')).RootElement.Clone();
            // 6 is a ping.
            if (!record.TryGetProperty("type", out var type) || type.GetInt32() != 6) return record;
        }
    }

    private async Task<ClientWebSocket> Connect(string query)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new($"{_silo.Url.Replace("http", "ws")}/ws?{query}"), CancellationToken.None);
        return socket;
    }

    private async Task PublishWhenWatched(params LiveUpdate[] updates)
    {
        await Watchers(1);
        foreach (var update in updates) Feed.Publish(update);
    }

    // A connection is answered a moment before its subscription begins.
    private async Task Watchers(int count)
    {
        var feed = _silo.Services.GetRequiredService<LiveFeed>();
        using var patience = new CancellationTokenSource(Patience);
        while (feed.Subscribers != count) await Task.Delay(5, patience.Token);
    }

    private static async Task<JsonElement> Receive(ClientWebSocket socket) => JsonDocument.Parse(await ReceiveText(socket)).RootElement.Clone();

    private static async Task<string> ReceiveText(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[64 * 1024];
        var length = 0;
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), patience.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static MetricLiveUpdate Metric(string service) =>
        new(new SeriesInfo(SeriesId.Create(service, "cpu_percent", LabelSet.Empty), service, "cpu_percent", LabelSet.Empty, "percent", 42, 1, 2));

    private static AlertLiveUpdate Alert(string service) => new(FakeAlerts.Alert with { Service = service });
}
