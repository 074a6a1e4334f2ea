using System.Diagnostics;
using EventFlow.Embedded.Hosting;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Benchmarks.Runtime;

/// <summary>The embedded runtime: throughput of calls, memory of an idle activation, speed of activation.</summary>
internal static class RuntimeBenchmark
{
    private const int Grains = 1_000;
    private const int CallsInFlight = 4;
    private const int Activations = 100_000;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        using var folder = new TempDirectory();
        using var host = await StartAsync(folder.Path);
        var factory = host.Services.GetRequiredService<IGrainFactory>();
        Console.WriteLine($"{Environment.ProcessorCount} processors, {(OperatingSystem.IsLinux() ? "Linux" : Environment.OSVersion)}, .NET {Environment.Version}");
        await MeasureCallsAsync(factory, TimeSpan.FromSeconds(arguments.Number("seconds", 6)));
        await MeasureActivationsAsync(factory);
        await host.StopAsync();
    }

    private static async Task<IHost> StartAsync(string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEmbeddedGrains(options =>
        {
            options.DataDirectory = folder;
            options.GrainAssemblies.Add(typeof(NoopGrain).Assembly);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task MeasureCallsAsync(IGrainFactory factory, TimeSpan measured)
    {
        var grains = Enumerable.Range(0, Grains).Select(i => factory.GetGrain<INoopGrain>($"noop-{i}")).ToArray();
        foreach (var callers in (int[])[1, 50, 200])
        {
            await CallAsync(grains, callers, Warmup);
            var allocatedBefore = GC.GetTotalAllocatedBytes();
            var (calls, elapsed) = await CallAsync(grains, callers, measured);
            var bytes = (GC.GetTotalAllocatedBytes() - allocatedBefore) / Math.Max(1, calls);
            Console.WriteLine($"no-op calls to {Grains:N0} grains, {callers} callers with {CallsInFlight} calls in flight each: {calls / elapsed.TotalSeconds:N0} calls/s, {bytes:N0} B per call");
        }
    }

    private static async Task<(long Calls, TimeSpan Elapsed)> CallAsync(INoopGrain[] grains, int callers, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var tasks = Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallerAsync(grains, caller * 7919, stop.Token))).ToArray();
        await Task.Delay(duration);
        await stop.CancelAsync();
        var calls = (await Task.WhenAll(tasks)).Sum();
        return (calls, watch.Elapsed);
    }

    private static async Task<long> CallerAsync(INoopGrain[] grains, int start, CancellationToken stop)
    {
        long calls = 0;
        var inFlight = new Task[CallsInFlight];
        for (var next = start; !stop.IsCancellationRequested; calls += CallsInFlight)
        {
            for (var i = 0; i < CallsInFlight; i++)
                inFlight[i] = grains[next++ % grains.Length].Noop();
            for (var i = 0; i < CallsInFlight; i++)
                await inFlight[i];
        }

        return calls;
    }

    private static async Task MeasureActivationsAsync(IGrainFactory factory)
    {
        // Keys are the caller's; they are counted all the same, for every grain has one.
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        const int Batch = 1_000;
        var tasks = new Task[Batch];
        for (var i = 0; i < Activations; i += Batch)
        {
            for (var j = 0; j < Batch; j++)
                tasks[j] = factory.GetGrain<INoopGrain>($"idle-{i + j}").Noop();
            await Task.WhenAll(tasks);
        }

        var elapsed = watch.Elapsed;
        Array.Clear(tasks);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"{Activations:N0} activations: {elapsed.TotalMilliseconds:N0} ms");
        Console.WriteLine($"idle activation without state: {(after - before) / (double)Activations:N0} B, its key of 10 to 15 characters included");
    }
}
