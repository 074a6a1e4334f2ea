using System.Diagnostics;
using EventFlow.EventStore;
using EventFlow.Postgres;
using EventFlow.Postgres.EventLog;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace EventFlow.Benchmarks.Log;

/// <summary>
/// postgres-log [--events 300000] [--batch 100] [--senders 32]: log records of about 300 bytes, appended durably by so many senders that wait for their answer, then read back; in a PostgreSQL of its
/// own on this disk, and for comparison in the segment log. The first tenth is not counted.
/// </summary>
internal static class PostgresLogBenchmark
{
    private const int Partitions = 3;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var (events, batch, senders) = (arguments.Number("events", 300_000), arguments.Number("batch", 100), arguments.Number("senders", 32));
        Console.WriteLine($"{events:N0} log records, {batch} a batch, {senders} senders");
        await using (var server = await PostgresServer.StartAsync("shared_buffers=128MB", "max_wal_size=4GB"))
        {
            var database = await server.CreateDatabaseAsync();
            await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = database });
            await PostgresSchema.ApplyAsync(source);
            await MeasureAsync("postgres", Parts([new("EventFlow:Postgres:ConnectionString", database)], static s => s.AddPostgresEventLog()), events, batch, senders, () => server.CpuTime);
            await using var size = new NpgsqlCommand("select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relname like 'eventflow_batch%' and c.relkind = 'r'", await source.OpenConnectionAsync());
            Console.WriteLine($"  postgres   {Convert.ToDouble(await size.ExecuteScalarAsync()) / events:0} bytes an event in its tables");
        }

        using var folder = new TempDirectory();
        await MeasureAsync("segments", Parts([new("EventFlow:DataDirectory", folder.Path)], static s => s.AddEventStore()), events, batch, senders, static () => TimeSpan.Zero);
    }

    private static IHost Parts(KeyValuePair<string, string?>[] settings, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        add(builder.Services);
        return builder.Build();
    }

    private static async Task MeasureAsync(string name, IHost host, int events, int batch, int senders, Func<TimeSpan> serverCpu)
    {
        await host.StartAsync();
        var log = host.Services.GetRequiredService<IFollowedEventLog>();
        await AppendAsync(log, events / 10, batch, senders, []);
        var (waits, server, own, clock) = (new List<double>(), serverCpu(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await AppendAsync(log, events, batch, senders, waits);
        Print(name, "append", events, clock.Elapsed, Environment.CpuUsage.TotalTime - own, serverCpu() - server);
        waits.Sort();
        Console.WriteLine($"  {name,-10} an append waits {waits[waits.Count / 2]:0.0} ms (median), {waits[waits.Count * 99 / 100]:0.0} ms (p99)");

        (server, own, clock) = (serverCpu(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var read = 0;
        for (var partition = 0; partition < Partitions; partition++)
        {
            await foreach (var stored in log.Read(StreamNames.Logs, partition, 0)) read += stored.Events.Count;
        }

        Print(name, "read", read, clock.Elapsed, Environment.CpuUsage.TotalTime - own, serverCpu() - server);
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static async Task AppendAsync(IEventLog log, int events, int batch, int senders, List<double> waits)
    {
        var left = events / batch;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) is >= 0 and var number)
            {
                var records = BatchOf(number, batch);
                var started = Stopwatch.GetTimestamp();
                var result = await log.Append(records);
                lock (waits) waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                if (!result.IsStored) throw new InvalidOperationException($"An append was refused: {result.Reason}.");
            }
        })));
    }

    private static EventBatch BatchOf(int number, int batch)
    {
        var random = new Random(number);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return new(StreamNames.Logs, number % Partitions, 0, now, [.. Enumerable.Range(0, batch).Select(i => new LogEvent(
            now - i, "payments", null, LabelSet.FromPairs(["host", $"host-{random.Next(20)}", "order", random.Next().ToString()]), LogSeverity.Info,
            $"order {random.NextInt64():x} of customer {random.NextInt64():x} was charged {random.Next(10_000)} cents on card {random.NextInt64():x}{random.NextInt64():x}, answer of the bank {random.Next(100, 600)} after {random.Next(2_000)} ms",
            null))]);
    }

    private static void Print(string name, string what, int events, TimeSpan elapsed, TimeSpan own, TimeSpan server) => Console.WriteLine(
        $"  {name,-10} {what,-7} {events / elapsed.TotalSeconds,12:N0} events/s; CPU per event {own.TotalMicroseconds / events:0.00} µs here, {server.TotalMicroseconds / events:0.00} µs in the server");
}
