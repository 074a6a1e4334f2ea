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
/// path [--kind logs|metrics] [--events 1000000] [--batch 100] [--series 10000] [--lanes 4]: the way of an event inside one process, step by step, without HTTP: reading bodies, reading and
/// appending them durably, reading the log back, and a whole silo that works the log off. The first fifth of each step is not counted: there the code is compiled. The <em>log's side</em> of a stored
/// event is the sum of <em>append encoded</em> (compress, checksum, write, sync, index of batches that are encoded already) and <em>read, decode, share</em> (read back, verify, decompress, decode,
/// drop duplicates, cut into what each series and service gets): all but reading the request and what the grains make of it.
/// </summary>
internal static class PathBenchmark
{
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var (events, batch, series, lanes) = (arguments.Number("events", 1_000_000), arguments.Number("batch", 100), arguments.Number("series", 10_000), arguments.Number("lanes", 4));
        var kind = arguments.Text("kind") ?? "logs";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var bodies = kind == "metrics" ? PathBodies.Samples(events, batch, series, now) : PathBodies.Logs(events, batch, now);
        Console.WriteLine($"{events:N0} {kind}, {batch} a request, {bodies.Average(static b => b.Length) / batch:0} bytes each");
        using var folder = new TempDirectory();
        await using (var parts = Parts(folder.Path))
        {
            await parts.GetRequiredService<SegmentEventLog>().OpenAsync();
            Parse(parts.GetRequiredService<IngestionService>(), bodies, batch, events);
            await AppendAsync(parts.GetRequiredService<IngestionService>(), bodies, batch, events, lanes);
            await ReadAsync(parts.GetRequiredService<SegmentEventLog>(), events);
            await ShareAsync(parts.GetRequiredService<SegmentEventLog>(), events);
            await StoreAsync(parts.GetRequiredService<SegmentLogStore>(), lanes);
        }

        await DeliverAsync(folder.Path, events);
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

    private static void Parse(IngestionService ingestion, List<byte[]> bodies, int batch, int events)
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

        PathMeter? meter = null;
        for (var i = 0; i < bodies.Count; i++)
        {
            meter = i == bodies.Count / 5 ? new PathMeter() : meter;
            using var draft = ingestion.Begin("bench", Now);
            Read(parsers, bodies[i], draft);
        }

        meter!.Print("parse", events - bodies.Count / 5L * batch);
    }

    private static async Task AppendAsync(IngestionService ingestion, List<byte[]> bodies, int batch, int events, int lanes)
    {
        var parsers = new EventParserPool();
        async Task RunAsync(int from, int to)
        {
            var next = from - 1;
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < to; i = Interlocked.Increment(ref next))
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

        var fifth = bodies.Count / 5;
        await RunAsync(0, fifth);
        var meter = new PathMeter();
        await RunAsync(fifth, bodies.Count);
        meter.Print("parse, append", events - fifth * (long)batch);
    }

    private static async Task ReadAsync(SegmentEventLog log, int events)
    {
        var (read, counted, meter) = (0L, 0L, default(PathMeter));
        foreach (var end in log.GetPartitions().Where(static p => p.NextOffset > 0))
        {
            using var reader = log.OpenReader(end.Stream, end.Partition, 0);
            while (reader.NextOffset < end.NextOffset)
            {
                var frames = await reader.ReadAsync(512 << 10, CancellationToken.None);
                read += frames.Sum(static f => f.Events.Count);
                if (meter is null && read > events / 5)
                {
                    (meter, counted) = (new PathMeter(), read);
                }
            }
        }

        meter!.Print("read, decode", read - counted);
    }

    private static async Task ShareAsync(SegmentEventLog log, int events)
    {
        var (shared, counted, meter) = (0L, 0L, default(PathMeter));
        foreach (var end in log.GetPartitions().Where(static p => p.NextOffset > 0))
        {
            using var reader = log.OpenReader(end.Stream, end.Partition, 0);
            var engine = new IngestionEngine($"{end.Stream}-{end.Partition}", new IngestionState(), new IngestionOptions());
            while (reader.NextOffset < end.NextOffset)
            {
                var plan = engine.Plan(await reader.ReadAsync(512 << 10, CancellationToken.None));
                engine.Commit(plan);
                shared += plan.Routed;
                if (meter is null && shared > events / 5)
                {
                    (meter, counted) = (new PathMeter(), shared);
                }
            }
        }

        meter!.Print("read, decode, share", shared - counted);
    }

    private static async Task StoreAsync(SegmentLogStore log, int lanes)
    {
        var batches = new List<(int Partition, LogBatch Batch)>();
        foreach (var partition in log.Partitions.Where(static p => p.NextOffset > 0))
        {
            using var cursor = partition.OpenCursor(0);
            while (cursor.NextOffset < partition.NextOffset)
            {
                using var read = await cursor.ReadAsync();
                batches.AddRange(read.Frames.Select(f => (partition.Id.Partition, new LogBatch(f.Payload.ToArray(), f.Count, f.MinEventTimeMs, f.MaxEventTimeMs))));
            }
        }

        using var folder = new TempDirectory();
        await using var store = new SegmentLogStore(folder.Path, new SegmentLogOptions(), TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        var (partitions, next, fifth) = (await store.OpenStreamAsync("bench", 3), -1, batches.Count / 5);
        Task AppendAsync(int to) => Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < to; i = Interlocked.Increment(ref next))
            {
                if (await partitions[batches[i].Partition].AppendAsync(batches[i].Batch) is { IsCommitted: false } refused)
                {
                    throw new InvalidOperationException($"An append ended as {refused.Outcome}: {refused.Detail}");
                }
            }
        })));
        await AppendAsync(fifth);
        var meter = new PathMeter();
        next = fifth - 1;
        await AppendAsync(batches.Count);
        meter.Print("append encoded", batches.Skip(fifth).Sum(static b => (long)b.Batch.Count));
    }

    private static async Task DeliverAsync(string folder, int events)
    {
        await using var silo = SiloHost.Build(Settings(folder));
        await silo.StartAsync();
        var (progress, log) = (silo.Services.GetRequiredService<IngestionProgress>(), silo.Services.GetRequiredService<SegmentEventLog>());
        var ends = log.GetPartitions().Where(static p => p.Stream is StreamNames.Metrics or StreamNames.Logs).ToDictionary(static p => (p.Stream, p.Partition), static p => p.NextOffset);
        var total = ends.Values.Sum();
        long Left() => ends.Sum(p => progress.Lags.FirstOrDefault(l => (l.Stream, l.Partition) == p.Key) is { Stream: not null } known ? known.Lag : p.Value);

        while (Left() > total * 4 / 5)
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
