using System.Diagnostics;
using System.Text;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Benchmarks.Log;

/// <summary>
/// log [--appenders 64] [--batch 100] [--event-bytes 300] [--partitions 1] [--seconds 5] [--rate EVENTS_PER_SECOND] [--dir FOLDER] [--compression None|Fast] [--direct 1|0]
/// [--records FOLDER [--stream service-logs]] [--spread 1]: each appender sends its next batch when the last one is acknowledged, or by the clock when a rate is
/// given. With records the batches are those of a real log (DATA/log of a stopped silo); spread N sends every request as N batches to as many partitions at once.
/// </summary>
internal static class LogBenchmark
{
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var plan = new LogPlan(
            arguments.Number("appenders", 64), arguments.Number("batch", 100), arguments.Number("event-bytes", 300),
            arguments.Number("partitions", 1), TimeSpan.FromSeconds(arguments.Number("seconds", 5)), arguments.Number("rate", 0), arguments.Number("spread", 1));
        var options = new SegmentLogOptions { Compression = Enum.Parse<LogCompression>(arguments.Text("compression") ?? nameof(LogCompression.Fast)), DirectAppends = arguments.Number("direct", 1) == 1 };
        var batches = arguments.Text("records") is { } records ? await RecordsAsync(records, arguments.Text("stream") ?? "service-logs") : [new Batch(PayloadOf(plan), plan.Batch)];
        using var folder = new TempDirectory();
        var path = arguments.Text("dir") ?? folder.Path;
        Console.WriteLine($"{plan.Appenders} appenders, batches of {batches.Average(static b => b.Count):0} events of {batches.Sum(static b => (double)b.Payload.Length) / batches.Sum(static b => b.Count):0} bytes, {plan.Partitions} partitions, compression {options.Compression}, {path}");
        await using (var store = Open(path, options))
        {
            var partitions = await store.OpenStreamAsync("bench", plan.Partitions);
            await AppendAsync(partitions, batches, plan with { Duration = TimeSpan.FromSeconds(1) });
            await MeasureAppendsAsync(store, partitions, batches, plan);
            await MeasureReadsAsync(partitions);
        }

        var started = Stopwatch.GetTimestamp();
        await using var again = Open(path, options);
        await again.OpenStreamAsync("bench", plan.Partitions);
        Console.WriteLine($"reopen         {Stopwatch.GetElapsedTime(started).TotalMilliseconds,12:0.0} ms");
    }

    private static SegmentLogStore Open(string path, SegmentLogOptions options) => new(path, options, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);

    private static async Task MeasureAppendsAsync(SegmentLogStore store, IReadOnlyList<SegmentLogPartition> partitions, IReadOnlyList<Batch> batches, LogPlan plan)
    {
        var written = BytesThisProcessWrote();
        var before = store.GetStatistics();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();

        var latencies = await AppendAsync(partitions, batches, plan);

        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var after = store.GetStatistics();
        var events = after.Items - before.Items;
        var syncs = after.Syncs - before.Syncs;
        latencies.Sort();
        Console.WriteLine($"events/s       {events / elapsed.TotalSeconds,12:N0}  durable, {events:N0} in {elapsed.TotalSeconds:0.00} s");
        Console.WriteLine($"CPU            {cpu.TotalSeconds / (events / 1e6),12:0.000}  CPU-seconds per million events, appenders included");
        Console.WriteLine($"fsyncs         {syncs,12:N0}  {(after.Appends - before.Appends) / (double)syncs:0.0} batches each, {(after.SyncTime - before.SyncTime).TotalMilliseconds / syncs:0.000} ms mean, {after.LongestSync.TotalMilliseconds:0.0} ms longest");
        Console.WriteLine($"bytes/event    {(after.BytesWritten - before.BytesWritten) / (double)events,12:0.0}  in the log; {(BytesThisProcessWrote() - written) / (double)events:0.0} to the disk as /proc/self/io counts, pages written again included");
        Console.WriteLine($"allocated      {allocated / (double)events,12:0.0}  bytes per event");
        Console.WriteLine($"latency        {latencies[latencies.Count / 2],12:0.00} ms p50, {latencies[latencies.Count * 99 / 100]:0.00} ms p99, {latencies[latencies.Count * 999 / 1000]:0.00} ms p99.9, {latencies[^1]:0.00} ms max");
    }

    private static async Task<List<double>> AppendAsync(IReadOnlyList<SegmentLogPartition> partitions, IReadOnlyList<Batch> batches, LogPlan plan)
    {
        var perRequest = batches.Average(static b => b.Count) * plan.Spread;
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, plan.Appenders).Select(appender => Task.Run(async () =>
        {
            var mine = new List<double>();
            var next = appender * 37;
            for (var i = 0; Stopwatch.GetElapsedTime(started) < plan.Duration; i++)
            {
                var due = plan.DueOf(appender, i, perRequest);
                var wait = due - Stopwatch.GetElapsedTime(started);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait);
                }

                // With a rate, latency counts from when the batch was due: a slow answer is not hidden by sending later.
                var from = plan.Rate > 0 ? due : Stopwatch.GetElapsedTime(started);
                await Task.WhenAll(Enumerable.Range(0, plan.Spread).Select(part => MustAppendAsync(partitions[(appender + part) % partitions.Count], batches[next++ % batches.Count], i)));

                mine.Add((Stopwatch.GetElapsedTime(started) - from).TotalMilliseconds);
            }

            return mine;
        })));
        return [.. latencies.SelectMany(static mine => mine)];
    }

    private static async Task MustAppendAsync(SegmentLogPartition partition, Batch batch, int time)
    {
        var result = await partition.AppendAsync(new LogBatch(batch.Payload, batch.Count, time, time));
        if (!result.IsCommitted)
        {
            throw new InvalidOperationException($"Append ended as {result.Outcome}: {result.Detail}");
        }
    }

    public static async Task<List<Batch>> RecordsAsync(string folder, string stream)
    {
        var batches = new List<Batch>();
        await using var store = Open(folder, new SegmentLogOptions());
        foreach (var id in store.ListPartitions().Where(id => id.Stream == stream))
        {
            using var read = await store.OpenPartition(id.Stream, id.Partition).ReadAsync(0, 16 << 20);
            batches.AddRange(read.Frames.Where(static frame => frame.Count > 1).Select(static frame => new Batch(frame.Payload.ToArray(), frame.Count)));
        }

        return batches;
    }

    private static long BytesThisProcessWrote() =>
        OperatingSystem.IsLinux()
            ? long.Parse(File.ReadLines("/proc/self/io").First(static line => line.StartsWith("write_bytes", StringComparison.Ordinal)).AsSpan(13), System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    private static byte[] PayloadOf(LogPlan plan)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; i < plan.Batch; i++)
        {
            var line = $"{{\"timestamp\":{1_700_000_000_000 + i},\"service\":\"payments\",\"metric\":\"latency\",\"value\":{random.NextDouble()},\"pad\":\"";
            text.Append(line).Append('x', Math.Max(0, plan.EventBytes - line.Length - 3)).Append("\"}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task MeasureReadsAsync(IReadOnlyList<SegmentLogPartition> partitions)
    {
        var started = Stopwatch.GetTimestamp();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var (events, bytes) = (0L, 0L);
        foreach (var partition in partitions)
        {
            using var cursor = partition.OpenCursor(0);
            while (true)
            {
                using var result = await cursor.ReadAsync();
                if (result.Outcome == ReadOutcome.EndOfLog)
                {
                    break;
                }

                foreach (var frame in result.Frames)
                {
                    events += frame.Count;
                    bytes += frame.Payload.Length;
                }
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine($"read events/s  {events / elapsed.TotalSeconds,12:N0}  {bytes / elapsed.TotalSeconds / 1e6:N0} MB/s, {cpu.TotalSeconds / (events / 1e6):0.000} CPU-seconds per million");
    }

    public sealed record Batch(byte[] Payload, int Count);

    private sealed record LogPlan(int Appenders, int Batch, int EventBytes, int Partitions, TimeSpan Duration, int Rate, int Spread)
    {
        /// <summary>When an appender's batch is due; zero without a rate.</summary>
        public TimeSpan DueOf(int appender, int index, double eventsPerRequest) =>
            Rate == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(((double)index * Appenders + appender) * eventsPerRequest / Rate);
    }
}
