using System.Text;
using EventFlow.EventStore;
using EventFlow.Gateway.Events;
using EventFlow.Ingestion;
using EventFlow.Tests.Fakes;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Gateway.Tests;

/// <summary>The fast path of the parser against the long way: whatever is sent, both store the same and answer the same.</summary>
public sealed class PlainEventsTests
{
    private const long Start = 1_767_225_600_000;

    private static readonly string[] Services =
        ["\"auth\"", "\"payments\"", "\"dienst-ä\"", "\"a\\u0062c\"", "\"\"", "7", "null", "\"\\u007f\"", "\"tab\\t\"", "\"\x7f\"", $"\"{new string('s', 129)}\"", $"\"{new string('s', 128)}\""];

    private static readonly string[] Messages =
        ["\"request completed\"", "\"two\\nlines \\\"quoted\\\" \\\\\"", "\"größer 日本 😀\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\"", "12", "{\"a\":1}", "null", "[1]", "\"\x7f\""];

    private static readonly string[] Times =
        ["1767225600000", "\"2026-01-01T00:00:00.123Z\"", "\"2026-01-01T02:00:00+02:00\"", "1767225600000.7", "1e12", "-5", "\"yesterday\"", "99999999999999", "null", "true", "\"\\u0032026-01-01T00:00:00Z\""];

    private static readonly string[] Values = ["1", "-0.5", "1e300", "1e400", "\"7\"", "null", "NaN", "Infinity", "0.1", "true"];

    private static readonly string[] Ids = ["\"a\"", "\"b\"", "17", "1.50", "\"ä\"", "\"\"", "null", "true", "\"\\u0061\"", $"\"{new string('i', 201)}\"", "\"\x7f\""];

    private static readonly string[] Traces =
        ["\"4bf92f3577b34da6a3ce929d0e0e4736\"", "\"4BF92F3577B34DA6A3CE929D0E0E4736\"", "\"4bf92f3577b34da6a3ce929d0e0e473g\"", "\"short\"", "null", "5", "\"\\u0034bf92f3577b34da6a3ce929d0e0e47\""];

    private static readonly string[] Levels = ["\"info\"", "\"ERROR\"", "\"Warning\"", "\"loud\"", "null", "3", "\"\\u0069nfo\"", "\"critical\""];

    private static readonly string[] Kinds = ["\"log\"", "\"metric\"", "\"event\"", "\"LOG\"", "\"other\"", "null", "1", "\"\\u006cog\""];

    private static readonly string[] Objects =
    [
        "{}", "{\"b\":\"2\",\"a\":\"1\"}", "{\"a\":1,\"a\":2.50}", "{\"host\":\"node-1\",\"n\":{\"x\":[1,2]},\"t\":true,\"z\":null}", "{\"ä\":\"ö\"}", "{\"\":\"empty\"}", "{\"a\\u0062\":\"x\"}",
        "{\"a\":\"x\\ny\"}", "{\"service\":\"other\",\"region\":\"eu\"}", "null", "5", "{\"x\x7f\":\"1\"}", "{\"deep\":\"\\ud800\"}", "{ \"region\" : \"eu\" }", "{\"region\":\"us\",\"az\":\"1\"}",
        "{" + string.Join(',', Enumerable.Range(0, 130).Select(static i => $"\"n{i}\":{i}")) + "}", $"{{\"long\":\"{new string('v', 5000)}\"}}", $"{{\"longer\":\"{new string('v', 70_000)}\"}}",
        $"{{\"{new string('n', 129)}\":1}}",
    ];

    [Fact]
    public async Task Parse_RandomBodies_FastAndLongWayStoreAndAnswerTheSame()
    {
        const int Seed = 20260131;
        var (fast, slow) = (new Side(new SeriesSpellings(64)), new Side(null));
        var random = new Random(Seed);
        for (var i = 0; i < 3000; i++)
        {
            var (format, body) = Body(random);
            var (sent, case_) = (Encoding.UTF8.GetBytes(body), $"seed {Seed}, body {i}: {body[..Math.Min(body.Length, 400)]}");
            if (random.Next(10) == 0)
            {
                sent[random.Next(sent.Length)] = (byte)random.Next(256);
            }

            var (expected, actual) = (await slow.SendAsync(sent, format), await fast.SendAsync(sent, format));

            Assert.True(expected == actual, $"{case_}\nlong way: {expected}\nfast way: {actual}");
            Assert.True(slow.Take().SequenceEqual(fast.Take()), $"{case_}\nstored events differ");
        }

        Assert.True(fast.Plain > 1500, $"Only {fast.Plain} events went the fast way; the test says little.");
    }

    [Fact]
    public async Task Parse_PlainEvents_StoresWhatTheySay()
    {
        var side = new Side(new SeriesSpellings());
        const string Line = """{"timestamp":1767225600000,"service":"auth","metric":"cpu","value":2.5,"unit":"s","labels":{"region":"eu","service":"other"},"id":"x","host":"n1"}""";
        const string Log = """{"timestamp":1767225600000,"service":"auth","level":"warn","message":"a \"b\"\n","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","attributes":{"b":1.50,"a":"x"},"c":true}""";
        for (var i = 0; i < 2; i++)
        {
            await side.SendAsync(Encoding.UTF8.GetBytes(Line.Replace("\"x\"", $"\"{i}\"", StringComparison.Ordinal) + "\n" + Log), BodyFormat.Lines);
        }

        var labels = LabelSet.Of(("region", "eu"));
        MetricEvent Sample(string id) => new(Start, "auth", id, LabelSet.Of(("host", "n1")), "cpu", 2.5, "s", labels, SeriesId.Create("auth", "cpu", labels));
        var record = new LogEvent(Start, "auth", null, LabelSet.Of(("a", "x"), ("b", "1.50"), ("c", "true")), LogSeverity.Warn, "a \"b\"\n", "4bf92f3577b34da6a3ce929d0e0e4736");
        Assert.Equal([record, record, Sample("0"), Sample("1")], side.Take());
        Assert.Equal(2, side.Plain);
    }

    [Theory]
    [InlineData("""{{"timestamp":17672256{0:00000},"service":"s{0}","level":"info","message":"done {0}","trace_id":"4bf92f3577b34da6a3ce929d0e{0:000000}","attributes":{{"host":"n{0}","ms":{0}.5}}}}""", 40)]
    [InlineData("""{{"timestamp":17672256{0:00000},"service":"s{0}","metric":"cpu","value":{0}.5,"labels":{{"instance":"{0}"}}}}""", 40)]
    public async Task Parse_AHundredPlainEvents_AllocatesFewBytesForEach(string line, int mostBytes)
    {
        // Nothing is made of an event but its bytes in the batch; a text or an object for each would show here. docs/benchmarks.md has the figure.
        var side = new Side(new SeriesSpellings());
        var body = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 100).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, i))));
        for (var i = 0; i < 3; i++)
        {
            await side.SendAsync(body, BodyFormat.Lines);
        }

        var allocated = Enumerable.Range(0, 10).Select(_ => side.Read(body)).Min();

        Assert.Equal(1200, side.Plain);
        Assert.True(allocated <= mostBytes * 100, $"Reading 100 events allocated {allocated} bytes; expected at most {mostBytes} for each.");
    }

    private static (BodyFormat Format, string Body) Body(Random random)
    {
        var events = Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(3) > 0 ? Usual(random) : Any(random)).ToList();
        return random.Next(5) switch
        {
            0 => (BodyFormat.Json, events[0]),
            1 => (BodyFormat.Json, $"[{string.Join(",", events)}]"),
            2 => (BodyFormat.Json, $$"""{"producer":"p","sequence":{{random.Next(20)}},"events":[{{string.Join(", ", events)}}]}"""),
            _ => (BodyFormat.Lines, string.Join('\n', events) + (random.Next(8) == 0 ? " x" : "\n")),
        };
    }

    private static string Usual(Random random) => random.Next(2) == 0
        ? $$$"""{"timestamp":{{{Start + random.Next(1000)}}},"service":"s{{{random.Next(4)}}}","level":"info","message":"done {{{random.Next(100)}}}","attributes":{"host":"n{{{random.Next(3)}}}","ms":{{{random.Next(100)}}}.5}}"""
        : $$$"""{"service":"s{{{random.Next(4)}}}","metric":"m{{{random.Next(3)}}}","value":{{{random.Next(100)}}},"labels":{"host":"n{{{random.Next(3)}}}"}}""";

    private static string Any(Random random)
    {
        if (random.Next(12) == 0)
        {
            return Pick(random, ["1", "\"text\"", "[]", "{}", "null", "{\"service\":\"auth\"}"]);
        }

        var fields = new List<string>();
        void Maybe(string name, string[] values, int oneIn)
        {
            while (random.Next(oneIn) == 0)
            {
                fields.Add($"\"{name}\":{Pick(random, values)}");
                oneIn = 6;
            }
        }

        fields.Add($"\"service\":{(random.Next(3) > 0 ? "\"auth\"" : Pick(random, Services))}");
        Maybe("message", Messages, 2);
        Maybe("metric", ["\"cpu\"", "\"mem.used\"", "\"größe\"", "\"\"", "3"], 3);
        Maybe("value", Values, 3);
        Maybe("timestamp", Times, 3);
        Maybe("id", Ids, 4);
        Maybe("trace_id", Traces, 4);
        Maybe("level", Levels, 3);
        Maybe("kind", Kinds, 6);
        Maybe("attributes", Objects, 3);
        Maybe("labels", Objects, 4);
        Maybe("unit", ["\"ms\"", "\"\"", "null", "1"], 5);
        Maybe("type", ["\"login\"", "4"], 8);
        Maybe("data", Objects, 8);
        Maybe("host", ["\"n1\"", "5", "null", "\"\\n\""], 4);
        Maybe("a", ["\"own\"", "2"], 5);
        return "{" + string.Join(",", fields.OrderBy(_ => random.Next())) + "}";
    }

    private static string Pick(Random random, string[] values) => random.Next(2) == 0 ? values[0] : values[random.Next(values.Length)];

    /// <summary>One way of reading, with a log and a memory of its own.</summary>
    private sealed class Side
    {
        private readonly MemoryEventLog _log = new();
        private readonly IngestionService _ingestion;
        private readonly EventParser _parser;

        public Side(SeriesSpellings? spellings)
        {
            _parser = new EventParser(new TextPool(), new SeriesPool(), spellings);
            _ingestion = new ServiceCollection()
                .AddSingleton<IEventLog>(_log).AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton<TimeProvider>(new ManualTimeProvider())
                .AddIngestion().Configure<IngestionOptions>(static o => (o.EventsPerSecond, o.BurstEvents) = (1_000_000_000, 1_000_000_000))
                .BuildServiceProvider().GetRequiredService<IngestionService>();
        }

        public int Plain => _parser.Plain;

        public async Task<string> SendAsync(byte[] body, BodyFormat format)
        {
            using var draft = _ingestion.Begin("me", Start);
            var parsed = _parser.Parse(body.ToArray(), format, draft);
            if (parsed.Syntax is { } fault)
            {
                return fault.ToString();
            }

            var result = await _ingestion.StoreAsync(draft, parsed.Producer, parsed.Sequence, TestContext.Current.CancellationToken);
            return $"{result.Outcome} {result.Accepted} {result.Duplicates} {string.Join(';', result.Errors)} {string.Join(';', result.Offsets)}";
        }

        /// <summary>Reads a body into a draft that is thrown away; the bytes that were allocated for it.</summary>
        public long Read(byte[] body)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using (var draft = _ingestion.Begin("me", Start))
            {
                _parser.Parse(body, BodyFormat.Lines, draft);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        /// <summary>What was stored since the last time.</summary>
        public List<TelemetryEvent> Take()
        {
            var all = _log.Batches.SelectMany(static b => b.Events).ToList();
            _log.Clear();
            return all;
        }
    }
}
