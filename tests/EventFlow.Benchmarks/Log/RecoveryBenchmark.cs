using System.Diagnostics;
using EventFlow.SegmentLog;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Benchmarks.Log;

/// <summary>
/// recovery --dir FOLDER --records FOLDER [--megabytes 10000] [--partitions 3]: fills a log with the batches of a real one and kills itself, so that the last segments are left as a crash
/// leaves them. recovery --dir FOLDER: opens such a log, cold (what the system holds of its files in memory is dropped before), and says how long that takes.
/// </summary>
internal static class RecoveryBenchmark
{
    private const string Stream = "service-logs";

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var folder = arguments.Text("dir") ?? throw new ArgumentException("--dir is missing; expected the folder of the log.");
        if (arguments.Text("records") is { } records)
        {
            await FillAsync(folder, await LogBenchmark.RecordsAsync(records, Stream), arguments.Number("partitions", 3), arguments.Number("megabytes", 10_000) * 1_000_000L);
            Process.GetCurrentProcess().Kill();
        }

        Forget(folder);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await using var store = new SegmentLogStore(folder, new SegmentLogOptions(), TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        var opened = await Task.WhenAll(store.ListPartitions().Select(id => Task.Run(() => store.OpenPartition(id.Stream, id.Partition))));
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var statistics = opened.Select(static partition => partition.GetStatistics()).ToList();
        Console.WriteLine($"opened {statistics.Sum(static s => s.Bytes) / 1e9:0.00} GB in {statistics.Sum(static s => s.Segments)} segments of {opened.Length} partitions, {statistics.Sum(static s => s.NextOffset):N0} events: {elapsed.TotalSeconds:0.000} s, {cpu.TotalSeconds:0.000} CPU-seconds");
    }

    private static async Task FillAsync(string folder, IReadOnlyList<LogBenchmark.Batch> batches, int count, long bytes)
    {
        await using var store = new SegmentLogStore(folder, new SegmentLogOptions(), TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        var partitions = await store.OpenStreamAsync(Stream, count);
        await Task.WhenAll(Enumerable.Range(0, count * 16).Select(appender => Task.Run(async () =>
        {
            for (var i = 0; store.GetStatistics().BytesWritten < bytes; i++)
            {
                var batch = batches[(appender * 37 + i) % batches.Count];
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                await partitions[appender % count].AppendAsync(new LogBatch(batch.Payload, batch.Count, now, now));
            }
        })));
    }

    private static void Forget(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.*", SearchOption.AllDirectories).Where(static file => file.EndsWith(".seg", StringComparison.Ordinal) || file.EndsWith(".idx", StringComparison.Ordinal)))
        {
            using var dd = Process.Start(new ProcessStartInfo("dd", [$"if={file}", "iflag=nocache", "count=0"]) { RedirectStandardError = true })!;
            dd.WaitForExit();
        }
    }
}
