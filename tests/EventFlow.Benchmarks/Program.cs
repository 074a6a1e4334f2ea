using EventFlow.Benchmarks;
using EventFlow.Benchmarks.Codec;
using EventFlow.Benchmarks.Log;
using EventFlow.Benchmarks.EventPath;
#if EMBEDDED
using EventFlow.Benchmarks.Runtime;
#endif
using EventFlow.Benchmarks.Services;

// One line per mode; each prints what it measured and returns 0.
var modes = new Dictionary<string, (string Purpose, Func<BenchmarkArguments, Task> Run)>
{
    ["codec"] = ("ways to compress the batches of a real log: bytes and CPU per event", CodecBenchmark.RunAsync),
    ["log"] = ("durable appends to the segment log, reading back, and reopening", LogBenchmark.RunAsync),
    ["postgres-log"] = ("durable appends to the log in a PostgreSQL of its own beside those to the log on local disk, and reading back: rate, waits, CPU of both sides", PostgresLogBenchmark.RunAsync),
    ["recovery"] = ("filling a log, and opening it after the process was killed", RecoveryBenchmark.RunAsync),
    ["path"] = ("the way of an event inside one process: reading, appending, decoding, delivering; CPU and memory of each", PathBenchmark.RunAsync),
    ["log-patterns"] = ("finding the pattern of a log record, and all a service does with one: CPU and bytes", LogPatternBenchmark.RunAsync),
#if EMBEDDED
    ["runtime"] = ("calls to grains, memory and time per activation of the embedded runtime", RuntimeBenchmark.RunAsync),
#endif
};

if (args.Length == 0 || !modes.TryGetValue(args[0], out var mode))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/EventFlow.Benchmarks -- MODE [--option value]...");
    foreach (var (name, (purpose, _)) in modes)
    {
        Console.Error.WriteLine($"  {name,-12} {purpose}");
    }

    return 2;
}

await mode.Run(new BenchmarkArguments(args[1..]));
return 0;
