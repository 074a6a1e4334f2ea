using EventFlow.Postgres;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using System.Net.Http.Json;

namespace EventFlow.Cluster.Tests;

/// <summary><c>eventflow migrate</c> on a data directory that the running product has made. It needs a silo of the embedded runtime.</summary>
public sealed class MigrationTests(PostgresFixture postgres)
{
    private static readonly bool IsEmbedded = typeof(IGrainFactory).Namespace != "Orleans";

    [Fact]
    public async Task Migrate_OfARealDataDirectory_BringsStatesRemindersAndEventsOverUnchanged()
    {
        Assert.SkipUnless(IsEmbedded, "a data directory is made by the embedded runtime; this build has the other one");
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        var events = await MakeAsync(data.Path);
        var (code, output, error) = await RunAsync(database, data.Path);
        Assert.True(code == 0, error);
        Assert.Contains($"{events:N0} events", output);
        Assert.Equal(await CountAsync(data.Path, "grain_state"), await ScalarAsync(database, "SELECT count(*) FROM eventflow_grain_state WHERE grain_type <> 'streams'"));
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM eventflow_grain_state WHERE grain_type = 'streams' AND name = 'provider' AND json = '\"postgres\"'"));
        Assert.Equal(await CountAsync(data.Path, "reminders"), await ScalarAsync(database, "SELECT count(*) FROM eventflow_grain_reminder"));
        Assert.Equal(events, await ScalarAsync(database, "SELECT sum(next_offset - first_offset)::bigint FROM eventflow_partition"));
        Assert.Equal((0, true), (await RunAsync(database, data.Path)) is var again ? (again.Code, again.Output.Contains("nothing to do")) : default);
    }

    [Fact]
    public async Task Migrate_ThenRead_FindsTheRecordsOfAServiceInTheFirstPartitionUntilRetentionTakesThem()
    {
        Assert.SkipUnless(IsEmbedded, "a data directory is made by the embedded runtime; this build has the other one");
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        await MakeAsync(data.Path);
        Assert.Equal(0, (await RunAsync(database, data.Path)).Code);

        // Records of orders go to partition 2 of a log in PostgreSQL, and were stored in partition 0.
        Assert.Equal("2 0: 40", await FindAsync(database, StreamNames.Logs, "orders"));
        Assert.Equal("2 0: 40", await FindAsync(database, StreamNames.Domain, "orders"));
        await ExecuteAsync(database, "UPDATE eventflow_migration SET finished_at = finished_at - interval '3 days'");
        Assert.Equal("2: 0", await FindAsync(database, StreamNames.Logs, "orders"));
    }

    [Fact]
    public async Task Migrate_AfterAnInterruption_GoesOnAndEndsAlike()
    {
        Assert.SkipUnless(IsEmbedded, "a data directory is made by the embedded runtime; this build has the other one");
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        var events = await MakeAsync(data.Path);
        Assert.Equal(0, (await RunAsync(database, data.Path)).Code);

        // As one that was ended in the middle leaves it: half of the states, the newest events of each partition missing.
        await ExecuteAsync(database, "UPDATE eventflow_migration SET finished_at = NULL");
        await ExecuteAsync(database, "DELETE FROM eventflow_grain_state WHERE get_byte(key_hash, 0) % 2 = 0");
        await ExecuteAsync(database, "WITH gone AS (DELETE FROM eventflow_batch b USING eventflow_partition p WHERE b.stream = p.stream AND b.partition = p.partition AND b.first_offset >= p.next_offset / 2 RETURNING b.stream, b.partition, b.first_offset) "
            + "UPDATE eventflow_partition p SET next_offset = g.least FROM (SELECT stream, partition, min(first_offset) AS least FROM gone GROUP BY stream, partition) g WHERE p.stream = g.stream AND p.partition = g.partition");
        var (code, output, error) = await RunAsync(database, data.Path);
        Assert.True(code == 0, error);
        Assert.Contains($"{events:N0} events", output);
        Assert.Equal(await CountAsync(data.Path, "grain_state"), await ScalarAsync(database, "SELECT count(*) FROM eventflow_grain_state WHERE grain_type <> 'streams'"));
    }

    [Fact]
    public async Task Migrate_WhileTheSiloRuns_IsRefused()
    {
        Assert.SkipUnless(IsEmbedded, "a data directory is made by the embedded runtime; this build has the other one");
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        var (code, _, error) = await RunAsync(database, data.Path);
        Assert.Equal(1, code);
        Assert.Contains("is running. Stop it first", error);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM eventflow_migration"));
    }

    [Fact]
    public async Task Migrate_IntoAServiceWithStateOfItsOwn_IsRefused()
    {
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        Directory.CreateDirectory(data["grains"]);
        Directory.CreateDirectory(data["log"]);
        await File.WriteAllTextAsync(Path.Combine(data["grains"], "grains.db"), "");
        await new GrainStateTable(database, "eventflow").WriteAsync(new("state", "service", "orders", "service"), "{}", 0);
        var (code, _, error) = await RunAsync(database, data.Path);
        Assert.Equal(1, code);
        Assert.Contains("expected an empty one", error);
    }

    // Checkpoints of another log, or of one that is not brought along, lie behind all that the new one has.
    [Theory]
    [InlineData("kafka", true, "belongs to events in 'kafka'")]
    [InlineData("memory", true, "belongs to events in 'memory'")]
    [InlineData("segment-log", false, "as --log")]
    [InlineData(null, false, "as --log")]
    public async Task Migrate_OfStateWithoutItsEvents_IsRefusedAndLeavesSilosFreeToStart(string? provider, bool hasLog, string expected)
    {
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        Directory.CreateDirectory(data["grains"]);
        await File.WriteAllTextAsync(Path.Combine(data["grains"], "grains.db"), "");
        if (provider is not null) await File.WriteAllTextAsync(Path.Combine(data["grains"], "streams-provider"), provider);
        if (hasLog) Directory.CreateDirectory(data["log"]);
        var (code, _, error) = await RunAsync(database, data.Path);
        Assert.Equal(1, code);
        Assert.Contains(expected, error);
        Assert.Equal(hasLog, Directory.Exists(data["log"]));
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM eventflow_migration"));
    }

    [Fact]
    public async Task Migrate_OfAFolderThatIsNone_IsRefused()
    {
        await using var database = await postgres.CreateAsync();
        using var data = new TempDirectory();
        var (code, _, error) = await RunAsync(database, data.Path);
        Assert.Equal(1, code);
        Assert.Contains("is no data directory", error);
    }

    // From the reference implementation of XXH32: nothing, less than a stripe, and more.
    [Theory]
    [InlineData("", 0x02CC5D05u)]
    [InlineData("a", 0x550D7456u)]
    [InlineData("abc", 0x32D153FFu)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2Fu)]
    public void GrainHash_OfAKeyOfAnEmptyType_IsItsXxHash32AndThirtyOneTimesThatOfNothing(string key, uint hash) =>
        Assert.Equal(unchecked((0x02CC5D05u * 31) + hash), GrainHash.Of("", key));

    private static async Task<long> MakeAsync(string folder)
    {
        await using var silo = await SiloProcess.Start(folder);
        var begin = DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds();
        for (var i = 0; i < 40; i++)
        {
            var time = begin + (i * 5_000L);
            object[] events =
            [
                new { timestamp = time, service = "payments", metric = "latency_ms", value = i < 30 ? 40 + (i % 3) : 900, unit = "ms" },
                new { timestamp = time, service = "payments", level = i < 30 ? "info" : "error", message = $"request {i} ü" },
                new { timestamp = time, service = "orders", level = "info", message = $"order {i}" },
                new { timestamp = time, service = "orders", type = "order.placed", data = new { id = i } },
            ];
            using var answer = await silo.Client.PostAsJsonAsync("/api/events", events);
            answer.EnsureSuccessStatusCode();
        }

        Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(30)));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["EventFlow:DataDirectory"] = folder });
        EventStore.EventStoreExtensions.AddEventStore(builder.Services);
        builder.Services.AddSingleton(TimeProvider.System);
        using var host = builder.Build();
        var log = host.Services.GetRequiredService<EventStore.SegmentEventLog>();
        await log.OpenAsync();
        return log.GetPartitions().Sum(static p => p.NextOffset - p.FirstOffset);
    }

    private static async Task<string> FindAsync(NpgsqlDataSource database, string stream, string service)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["EventFlow:Postgres:ConnectionString"] = $"{database.ConnectionString};Password={PostgresServer.Password}" });
        builder.Services.AddSingleton(TimeProvider.System);
        Postgres.EventLog.PostgresEventLogExtensions.AddPostgresEventLog(builder.Services);
        using var host = builder.Build();
        await host.StartAsync();
        var log = host.Services.GetRequiredService<IEventLog>();
        var partitions = log.Streams.First(s => s.Name == stream).PartitionsOf(service).ToArray();
        var events = 0;
        foreach (var partition in partitions)
            await foreach (var batch in log.Read(stream, partition, 0)) events += batch.Events.Count(e => e.Service == service);
        await host.StopAsync();
        return $"{string.Join(' ', partitions)}: {events}";
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(NpgsqlDataSource database, string folder) =>
        CliProcess.RunAsync($"{database.ConnectionString};Password={PostgresServer.Password}", "migrate", "--data", folder);

    private static async Task<long> CountAsync(string folder, string table)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "grains", "grains.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
