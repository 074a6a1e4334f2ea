using System.Text;
using EventFlow.Replay;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;

namespace EventFlow.Gateway.Tests;

/// <summary>What an export writes the gateway takes back, and gives the same event.</summary>
public sealed class ExportedEventTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Post_OfExportedEvents_StoresTheSameEvents(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 500).Select(n => Importable(EventSamples.Any(random), n)).ToList();
        await using var host = await GatewayHost.StartAsync();
        using var lines = new EventLines();
        for (var i = 0; i < events.Count; i++) lines.Add(new(StreamNames.Metrics, 1, 4_711 + i, EventSamples.Start, events[i]));
        lines.AddLost(new(1, 5_211, 5_300, "damaged"));
        lines.AddEnd("0:0,1:5300,2:0");

        var answer = await host.PostAsync(lines.Written.ToArray(), "application/x-ndjson");

        Assert.Equal((202, 500, 0), (answer.Status, answer.Accepted, answer.Rejected));
        Assert.Equal(events.OrderBy(static e => e.ToString(), StringComparer.Ordinal), host.Log.Events.OrderBy(static e => e.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Post_OfAnEventWithItsPlace_KeepsEveryOtherUnknownField()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.PostAsync("""{"$at":{"offset":1},"$at2":"kept","service":"a","message":"m","offset":7}""");
        Assert.Equal(LabelSet.Of(("$at2", "kept"), ("offset", "7")), Assert.Single(host.Log.Events).Attributes);
    }

    [Fact]
    public async Task Export_OfDataOverSeveralLines_IsOneLine()
    {
        using var lines = new EventLines();
        lines.Add(new(StreamNames.Domain, 0, 0, 0, EventSamples.Domain("a", "t", "{\n  \"x\": 1.50,\r\n \"y\": \"a\\nb\"\n}")));
        var text = Encoding.UTF8.GetString(lines.Written.Span);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        await using var host = await GatewayHost.StartAsync();
        await host.PostAsync(text, "application/x-ndjson");
        Assert.Equal("""{"x":1.50,"y":"a\nb"}""", Assert.IsType<DomainEvent>(Assert.Single(host.Log.Events)).Data);
    }

    // What the gateway itself would not store cannot come back: events of the future; other trace ids, which become attributes; an id twice.
    private static TelemetryEvent Importable(TelemetryEvent item, int number)
    {
        item = item with { Id = item.Id is null ? null : $"id-{number}", Timestamp = Math.Min(item.Timestamp, EventSamples.Start) };
        return item is LogEvent { TraceId: "no-w3c-id" } log ? log with { TraceId = null } : item;
    }
}
