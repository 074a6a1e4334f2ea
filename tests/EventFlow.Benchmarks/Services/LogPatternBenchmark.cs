using System.Text;
using EventFlow.Detection;
using EventFlow.LogPatterns;
using EventFlow.Rules;
using EventFlow.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Benchmarks.Services;

/// <summary>
/// log-patterns [--records 2000000]: CPU time and allocated bytes of a log record: finding its pattern, known and unlike anything; and all a service does with it, with and without patterns.
/// </summary>
internal static class LogPatternBenchmark
{
    private const long Start = 1_700_000_000_000;
    private const int PerFrame = 100;

    public static Task RunAsync(BenchmarkArguments arguments)
    {
        var records = arguments.Number("records", 2_000_000);
        var known = Enumerable.Range(0, 4096).Select(static i => Encoding.UTF8.GetBytes(Known(i))).ToArray();
        var named = Enumerable.Range(0, 4096).Select(static i => Encoding.UTF8.GetBytes($"user {Name(i)} logged in from {Name(i * 7)} after {i} ms of waiting")).ToArray();
        var random = new Random(1);
        var noise = Enumerable.Range(0, 4096).Select(_ => Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 9).Select(_ => Name(random.Next(100_000)))))).ToArray();
        Console.WriteLine($"messages of {known.Average(static m => m.Length):0} bytes on average; {records:N0} records each");
        Mine("pattern of a known form", known, records);
        Mine("pattern with a name in it", named, records);
        Mine("unlike anything before", noise, records / 20);
        Serve("service, no messages", null, records);
        Serve("service, patterns found", known, records);
        Serve("service, patterns found and judged by log-pattern", known, records, "log-pattern");
        return Task.CompletedTask;
    }

    private static void Mine(string name, byte[][] messages, int records)
    {
        var miner = new LogPatternMiner(200);
        for (var i = 0; i < 20_000; i++) miner.Take(messages[i % messages.Length], LogSeverity.Info, Start);
        Report(name, records, () =>
        {
            for (var i = 0; i < records; i++) miner.Take(messages[i & 4095], LogSeverity.Info, Start + i);
        });
        Console.WriteLine($"    {miner.Patterns.Count} patterns, {miner.Save().Length:N0} bytes saved, {miner.Forgotten:N0} forgotten");
    }

    private static void Serve(string name, byte[][]? messages, int records, params string[] detectors)
    {
        var rules = new RuleSnapshot(1, detectors.Select(Rule));
        var frames = records / PerFrame;
        var batches = Enumerable.Range(0, frames + 200).Select(f => Batch(f, messages)).ToArray();
        ServiceEngine engine = null!;
        Report(name, frames * PerFrame, () =>
        {
            for (var i = 200; i < batches.Length; i++) engine.Apply(batches[i], rules, Start);
        },
        () =>
        {
            engine = new ServiceEngine("payments", new(), new(), Start);
            for (var i = 0; i < 200; i++) engine.Apply(batches[i], rules, Start);
        });
    }

    private static ServiceBatch Batch(int frame, byte[][]? messages)
    {
        var time = Start + frame * 100L;
        long[] offsets = [.. Enumerable.Range(frame * PerFrame, PerFrame).Select(static i => (long)i)];
        return new("service-logs-0", [new(offsets[0], offsets[^1], time, 0, long.MinValue, PerFrame, 0)], [], offsets, [.. Enumerable.Repeat(time, PerFrame)], [.. Enumerable.Repeat(LogSeverity.Warn, PerFrame)])
        {
            LogMessages = messages is null ? [] : [.. Enumerable.Range(0, PerFrame).Select(i => new ReadOnlyMemory<byte>(messages[(frame * PerFrame + i) & 4095]))],
        };
    }

    private static void Report(string name, int records, Action run, Action? prepare = null)
    {
        prepare?.Invoke();
        run();
        var (best, bytes) = (double.MaxValue, 0L);
        for (var round = 0; round < 3; round++)
        {
            prepare?.Invoke();
            var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
            run();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / records);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        Console.WriteLine($"{name,-52} {best,8:0} ns  {bytes / (double)records,8:0.00} bytes");
    }

    private static CompiledRule Rule(string detector)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddDetection().AddBuiltInDetectors();
        var compiler = new RuleCompiler(services.BuildServiceProvider().GetRequiredService<DetectorCatalog>());
        return compiler.Compile(new() { Id = detector, Name = detector, Detector = detector, Version = 1 }, new List<Fault>())!;
    }

    private static string Known(int i) => (i % 5) switch
    {
        0 => $"Authorised {i * 13 % 400}.50 EUR by card for order ord-{i * 7919 % 100_000} in {i % 300} ms",
        1 => $"Captured {i * 17 % 400}.20 EUR for order ord-{i * 104_729 % 100_000} through gateway-{i % 3}",
        2 => $"GET /api/orders/{i * 31 % 100_000} 200 user=u{i % 977} {i % 90}ms trace={i * 2_654_435_761L:x}",
        3 => $"Order ord-{i} scored {i % 100} of 100, accepted",
        _ => $"connection to 10.0.{i % 7}.{i % 250}:5432 refused, retry {i % 5} of 5",
    };

    private static string Name(int i)
    {
        var name = new char[6];
        for (var n = 0; n < name.Length; n++, i = i * 31 + 7) name[n] = (char)('a' + (uint)i % 26);
        return new(name);
    }
}
