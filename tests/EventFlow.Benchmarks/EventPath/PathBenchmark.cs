using EventFlow.EventStore;
using EventFlow.Gateway.Events;
using EventFlow.Ingestion;
using EventFlow.SegmentLog;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Benchmarks.EventPath;

/// <summary>
/// path [--kind logs|metrics] [--events 1000000] [--batch 100] [--series 10000] [--lanes 4] [--warmup 3]: the way of an event inside one process, step by step, without HTTP: reading bodies, reading and
/// appending them durably, reading the log back, and a whole silo that works the log off. Each step runs for
/// some seconds before it is counted: a runtime compiles code that is used much again and again, by time rather than by calls, so that a million events are over before it is done. The <em>log's side</em> of a stored
/// event is the sum of <em>append encoded</em> (compress, checksum, write, sync, index of batches that are encoded already) and <em>read, decode, share</em> (read back, verify, decompress, decode,
/// drop duplicates, cut into what each series and service gets): all but reading the request and what the grains make of it.
/// </summary>
internal static class PathBenchmark
{
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var (events, batch, series, lanes) = (arguments.Number("events", 1_000_000), arguments.Number("batch", 100), arguments.Number("series", 10_000), arguments.Number("lanes", 4));
        var warmUp = TimeSpan.FromSeconds(arguments.Number("warmup", 3));
        var kind = arguments.Text("kind") ?? "logs";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var bodies = kind == "metrics" ? PathBodies.Samples(events, batch, series, now) : PathBodies.Logs(events, batch, now);
        Console.WriteLine($"{events:N0} {kind}, {batch} a request, {bodies.Average(static b => b.Length) / batch:0} bytes each");
        using var folder = new TempDirectory();
        await using (var parts = Parts(folder.Path))
        {
            await parts.GetRequiredService<SegmentEventLog>().OpenAsync();
            Parse(parts.GetRequiredService<IngestionService>(), bodies, events, warmUp);
            await AppendAsync(parts.GetRequiredService<IngestionService>(), bodies, events, lanes, warmUp);
            await ReadAsync(parts.GetRequiredService<SegmentEventLog>(), warmUp);
            await ShareAsync(parts.GetRequiredService<SegmentEventLog>(), warmUp);
            await StoreAsync(parts.GetRequiredService<SegmentLogStore>(), events, lanes, warmUp);
        }

        await DeliverAsync(folder.Path, warmUp);
    }

    private static ServiceProvider Parts(string folder) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings(folder)).Build())
        .AddSingleton(TimeProvider.System).AddLogging().AddEventStore().AddIngestion()
        .BuildServiceProvider();

    private static Dictionary<string, string?> Settings(string folder) => new()
    {
        ["environment"] = "Development",
        ["urls"] = "http://127.0.0.1:0",
        ["EventFlow:DataDirectory"] = folder,
        ["EventFlow:Samples:Enabled"] = "false",
        ["EventFlow:Ingestion:EventsPerSecond"] = "1000000000",
        ["EventFlow:Ingestion:BurstEvents"] = "1000000000",
        ["EventFlow:Ingestion:MaxLag"] = "1000000000",
        ["Logging:LogLevel:Default"] = "None",
    };

    private static void Parse(IngestionService ingestion, List<byte[]> bodies, int events, TimeSpan warmUp)
    {
        var parsers = new EventParserPool();

        // Names get their place when something is stored; before that, everything goes the long way.
        using (var first = ingestion.Begin("bench", Now))
        {
            foreach (var body in bodies.Take(200))
            {
                Read(parsers, body, first);
            }

            ingestion.StoreAsync(first, null, null).AsTask().GetAwaiter().GetResult();
        }

        void Run(TimeSpan most)
        {
            var started = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < bodies.Count && TimeProvider.System.GetElapsedTime(started) < most; i++)
            {
                using var draft = ingestion.Begin("bench", Now);
                Read(parsers, bodies[i], draft);
            }
        }

        WarmUp(warmUp, Run);
        var meter = new PathMeter();
        Run(TimeSpan.MaxValue);
        meter.Print("parse", events);
    }

    private static async Task AppendAsync(IngestionService ingestion, List<byte[]> bodies, int events, int lanes, TimeSpan warmUp)
    {
        var parsers = new EventParserPool();
        async Task RunAsync(TimeSpan most)
        {
            var (next, started) = (-1, TimeProvider.System.GetTimestamp());
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < bodies.Count && TimeProvider.System.GetElapsedTime(started) < most; i = Interlocked.Increment(ref next))
                {
                    using var draft = ingestion.Begin("bench", Now);
                    Read(parsers, bodies[i], draft);
                    var result = await ingestion.StoreAsync(draft, null, null);
                    if (result.Outcome != IngestionOutcome.Stored || result.Rejected > 0)
                    {
                        throw new InvalidOperationException($"A request ended as {result.Outcome}, {result.Rejected} rejected: {result.Detail}");
                    }
                }
            })));
        }

        await WarmUpAsync(warmUp, RunAsync);
        var meter = new PathMeter();
        await RunAsync(TimeSpan.MaxValue);
        meter.Print("parse, append", events);
    }

    private static async Task ReadAsync(SegmentEventLog log, TimeSpan warmUp)
    {
        var read = 0L;
        async Task RunAsync(TimeSpan most) => read = await ReadAllAsync(log, most, static _ => static frames => frames.Sum(static f => f.Events.Count));
        await WarmUpAsync(warmUp, RunAsync);
        var meter = new PathMeter();
        await RunAsync(TimeSpan.MaxValue);
        meter.Print("read, decode", read);
    }

    private static async Task ShareAsync(SegmentEventLog log, TimeSpan warmUp)
    {
        static Func<IReadOnlyList<EventBatch>, int> Sharing(string source)
        {
            var engine = new IngestionEngine(source, new IngestionState(), new IngestionOptions());
            return frames =>
            {
                var plan = engine.Plan(frames);
                engine.Commit(plan);
                return plan.Routed;
            };
        }

        var shared = 0L;
        async Task RunAsync(TimeSpan most) => shared = await ReadAllAsync(log, most, Sharing);
        await WarmUpAsync(warmUp, RunAsync);
        var meter = new PathMeter();
        await RunAsync(TimeSpan.MaxValue);
        meter.Print("read, decode, share", shared);
    }

    /// <summary>Reads every partition from its beginning, for so long at most; what is made for a partition is given its frames and counts events.</summary>
    private static async Task<long> ReadAllAsync(SegmentEventLog log, TimeSpan most, Func<string, Func<IReadOnlyList<EventBatch>, int>> made)
    {
        var (count, started) = (0L, TimeProvider.System.GetTimestamp());
        foreach (var end in log.GetPartitions().Where(static p => p.NextOffset > 0))
        {
            using var reader = log.OpenReader(end.Stream, end.Partition, 0);
            var take = made($"{end.Stream}-{end.Partition}");
            while (reader.NextOffset < end.NextOffset && TimeProvider.System.GetElapsedTime(started) < most)
            {
                count += take(await reader.ReadAsync(512 << 10, CancellationToken.None));
            }
        }

        return count;
    }

    private static async Task StoreAsync(SegmentLogStore log, int events, int lanes, TimeSpan warmUp)
    {
        var batches = new List<(int Partition, LogBatch Batch)>();
        foreach (var partition in log.Partitions.Where(static p => p.NextOffset > 0))
        {
            using var cursor = partition.OpenCursor(0);
            while (cursor.NextOffset < partition.NextOffset && batches.Sum(static b => (long)b.Batch.Count) < events)
            {
                using var read = await cursor.ReadAsync();
                batches.AddRange(read.Frames.Select(f => (partition.Id.Partition, new LogBatch(f.Payload.ToArray(), f.Count, f.MinEventTimeMs, f.MaxEventTimeMs))));
            }
        }

        using var folder = new TempDirectory();
        await using var store = new SegmentLogStore(folder.Path, new SegmentLogOptions(), TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        var partitions = await store.OpenStreamAsync("bench", 3);
        async Task RunAsync(TimeSpan most)
        {
            var (next, started) = (-1, TimeProvider.System.GetTimestamp());
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < batches.Count && TimeProvider.System.GetElapsedTime(started) < most; i = Interlocked.Increment(ref next))
                {
                    if (await partitions[batches[i].Partition].AppendAsync(batches[i].Batch) is { IsCommitted: false } refused)
                    {
                        throw new InvalidOperationException($"An append ended as {refused.Outcome}: {refused.Detail}");
                    }
                }
            })));
        }

        await WarmUpAsync(warmUp, RunAsync);
        var meter = new PathMeter();
        await RunAsync(TimeSpan.MaxValue);
        meter.Print("append encoded", batches.Sum(static b => (long)b.Batch.Count));
    }

    private static async Task DeliverAsync(string folder, TimeSpan warmUp)
    {
        await using var silo = SiloHost.Build(Settings(folder));
        await silo.StartAsync();
        var (progress, log) = (silo.Services.GetRequiredService<IngestionProgress>(), silo.Services.GetRequiredService<SegmentEventLog>());
        var ends = log.GetPartitions().Where(static p => p.Stream is StreamNames.Metrics or StreamNames.Logs).ToDictionary(static p => (p.Stream, p.Partition), static p => p.NextOffset);
        var total = ends.Values.Sum();
        long Left() => ends.Sum(p => progress.Lags.FirstOrDefault(l => (l.Stream, l.Partition) == p.Key) is { Stream: not null } known ? known.Lag : p.Value);

        // A log is worked off once: the last two fifths are counted however short the time before.
        var started = TimeProvider.System.GetTimestamp();
        while (Left() > total * 2 / 5 && (Left() > total * 4 / 5 || TimeProvider.System.GetElapsedTime(started) < warmUp))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        var (meter, from) = (new PathMeter(), Left());
        while (Left() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        meter.Print("deliver", from);
        await silo.StopAsync();
    }

    private static void WarmUp(TimeSpan time, Action<TimeSpan> run)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (time - TimeProvider.System.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            run(left);
        }
    }

    private static async Task WarmUpAsync(TimeSpan time, Func<TimeSpan, Task> run)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (time - TimeProvider.System.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            await run(left);
        }
    }

    private static void Read(EventParserPool parsers, byte[] body, IngestionDraft draft)
    {
        var parser = parsers.Rent();
        if (parser.Parse(body, BodyFormat.Lines, draft).Syntax is { } fault)
        {
            throw new InvalidOperationException($"A body is broken: {fault}");
        }

        parsers.Return(parser);
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
