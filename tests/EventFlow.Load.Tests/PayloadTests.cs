using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace EventFlow.Load.Tests;

/// <summary>What is sent.</summary>
public sealed class PayloadTests
{
    private const long Now = 1_767_225_600_123;

    public static TheoryData<string> Protocols => [.. LoadProtocols.All.Keys];

    [Theory, MemberData(nameof(Protocols))]
    public void Write_OfEachProtocol_GivesAsManyEventsAsTheBatchWithTimesAndIds(string name)
    {
        foreach (var kind in Enum.GetValues<PayloadKind>())
        {
            var payload = new PayloadOptions { Kind = kind, Batch = 20, Series = 100, Bodies = 2, Rounds = 2, Identity = IdentityKind.Ids, StartMs = Now };
            var bodies = new BodySet(payload, (events, count) => LoadProtocols.All[name].Frame(events, count, payload));
            var events = Events(Written(bodies, request: 3, Now));
            Assert.Equal(20, events.Count);
            Assert.Equal(Enumerable.Range(60, 20).Select(static n => n.ToString("X16")), events.Select(static e => e.GetProperty("id").GetString()));
            Assert.All(events, static e => Assert.Equal(Now, TimeOf(e)));
        }
    }

    [Fact]
    public void Write_OfLogRecords_IsAboutThreeHundredBytesEachAndTheSameForTheSameSeed()
    {
        var payload = new PayloadOptions { Seed = 5, Bodies = 8 };
        BodySet Bodies() => new(payload, (events, count) => LoadProtocols.All["ndjson"].Frame(events, count, payload));
        Assert.InRange(Bodies().BytesPerEvent, 280, 330);
        Assert.Equal(Written(Bodies(), 7, Now), Written(Bodies(), 7, Now));
        Assert.NotEqual(Written(Bodies(), 6, Now), Written(Bodies(), 7, Now));
        var services = Enumerable.Range(0, 8).SelectMany(n => Events(Written(Bodies(), n, Now))).Select(static e => e.GetProperty("service").GetString()).Distinct().Count();
        Assert.InRange(services, 200, 250);
    }

    [Fact]
    public void Write_OfMetrics_HasEachSeriesOnceARoundAndNeverGoesBackInEventTime()
    {
        var payload = new PayloadOptions { Kind = PayloadKind.Metrics, Batch = 50, Series = 400, Rounds = 3, StartMs = Now, StepMs = 1_000 };
        var bodies = new BodySet(payload, (events, count) => LoadProtocols.All["json"].Frame(events, count, payload));
        var last = new Dictionary<string, (long Time, double Value)>();
        for (var round = 0; round < 9; round++)
        {
            var seen = new HashSet<string>();
            foreach (var sample in Enumerable.Range(round * 8, 8).SelectMany(n => Events(Written(bodies, n, 0))))
            {
                var series = $"{sample.GetProperty("service")} {sample.GetProperty("metric")} {sample.GetProperty("labels").GetProperty("instance")}";
                var (time, value) = (TimeOf(sample), sample.GetProperty("value").GetDouble());
                Assert.True(seen.Add(series));
                if (last.TryGetValue(series, out var before))
                {
                    Assert.Equal(before.Time + 1_000, time);
                    Assert.True(Math.Abs(value - before.Value) < 8, $"{series} jumps from {before.Value} to {value}.");
                }

                last[series] = (time, value);
            }

            Assert.Equal(400, seen.Count);
        }
    }

    [Fact]
    public void Write_Compressed_UnpacksToTheBody()
    {
        var payload = new PayloadOptions { Gzip = true, Bodies = 1, StartMs = Now };
        var bodies = new BodySet(payload, (events, count) => LoadProtocols.All["json"].Frame(events, count, payload));
        var buffer = new byte[bodies.LongestBody];
        var length = bodies.Write(0, Now + 5_000, buffer);
        using var gzip = new GZipStream(new MemoryStream(buffer, 0, length), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        var events = Events(text.ReadToEnd());
        Assert.Equal(100, events.Count);
        Assert.Equal(Now, TimeOf(events[0]));
    }

    [Fact]
    public void Constructor_WithSeriesThatDoNotDivide_Throws()
    {
        var payload = new PayloadOptions { Kind = PayloadKind.Metrics, Batch = 300, Series = 1000 };
        var fault = Assert.Throws<ArgumentException>(() => new BodySet(payload, (events, count) => LoadProtocols.All["json"].Frame(events, count, payload)));
        Assert.Contains("1000 series do not divide into requests of 300", fault.Message);
    }

    [Fact]
    public void ReadStored_OfAnAnswer_AddsAcceptedAndDuplicates()
    {
        var protocol = LoadProtocols.All["json"];
        Assert.Equal(100, protocol.ReadStored("""{"accepted":60,"duplicates":40,"rejected":0,"errors":[{"accepted":7}],"offsets":[]}"""u8));
        Assert.Equal(-1, protocol.ReadStored("{}"u8));
    }

    private static string Written(BodySet bodies, long request, long now)
    {
        var buffer = new byte[bodies.LongestBody];
        return Encoding.UTF8.GetString(buffer, 0, bodies.Write(request, now, buffer));
    }

    private static List<JsonElement> Events(string body)
    {
        if (body[0] == '[')
        {
            return [.. JsonDocument.Parse(body).RootElement.EnumerateArray()];
        }

        return body.StartsWith("{\"events\"", StringComparison.Ordinal)
            ? [.. JsonDocument.Parse(body).RootElement.GetProperty("events").EnumerateArray()]
            : [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    private static long TimeOf(JsonElement item) => item.GetProperty("timestamp") is { ValueKind: JsonValueKind.Number } number
        ? number.GetInt64()
        : item.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds();
}
