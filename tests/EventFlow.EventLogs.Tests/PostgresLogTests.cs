using EventFlow.EventStore;
using EventFlow.Postgres;
using EventFlow.Postgres.EventLog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace EventFlow.EventLogs.Tests;

/// <summary>What is special to the log in PostgreSQL: retention by days, groups whose answer was lost, its schema.</summary>
public sealed class PostgresLogTests(PostgresFixture postgres)
{
    private static readonly DateOnly Today = new(2026, 3, 10);

    [Fact]
    public async Task Store_TheSameGroupAgain_GivesTheSameOffsetsAndStoresItOnce()
    {
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = await postgres.CreateDatabaseAsync() });
        await LogTables.PrepareAsync(source, EventStreams.All, default);
        await using var connection = await source.OpenConnectionAsync();
        var (appender, codec) = (Guid.NewGuid(), new EventBatchCodec());
        PendingAppend Of(string name)
        {
            var encoded = codec.Encode(Samples.Logs(name, 3));
            return new(StreamNames.Logs, 0, encoded, encoded.Payload.ToArray(), 0, 0);
        }

        Assert.Equal((long[])[0L, 3], await new AppendGroup(appender, 1, [Of("a"), Of("b")]).StoreAsync(connection, 5, default));
        Assert.Equal((long[])[0L, 3], await new AppendGroup(appender, 1, [Of("a"), Of("b")]).StoreAsync(connection, 5, default));
        Assert.Equal((long[])[6L], await new AppendGroup(appender, 2, [Of("c")]).StoreAsync(connection, 5, default));
        // An attempt that the network held back until after the next group.
        Assert.Equal("EF001", (await Assert.ThrowsAsync<PostgresException>(() => new AppendGroup(appender, 1, [Of("a")]).StoreAsync(connection, 5, default))).SqlState);
        Assert.Equal((long[])[9L], await new AppendGroup(Guid.NewGuid(), 1, [Of("d")]).StoreAsync(connection, 5, default));
        await using var count = new NpgsqlCommand("select count(*) from eventflow_batch", connection);
        Assert.Equal(4L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Keep_DaysThatAreTooOld_DropsThemAndReadersGoOnBehind()
    {
        var database = await postgres.CreateDatabaseAsync();
        var (open, host) = await PostgresFixture.OpenAsync(database, ("Retention:Age", "3.00:00:00"));
        await using var _ = open;
        for (var i = 0; i < 4; i++) await open.Log.Append(Samples.Logs($"b{i}", 5));
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = database });
        // As if the first batch were ten days old, and the second two.
        await MoveAsync(source, 0, daysBack: 10);
        await MoveAsync(source, 5, daysBack: 2);
        Assert.Equal(20, (await CollectAsync(open.Log.Read(StreamNames.Logs, 0, 0))).Sum(static b => b.Events.Count));

        var keeper = host.Services.GetServices<IHostedService>().OfType<LogKeeper>().Single();
        await keeper.KeepAsync(default);
        await keeper.NoteSizesAsync(default);

        var end = await open.Log.GetPartition(StreamNames.Logs, 0);
        Assert.Equal((5L, 20L), (end!.FirstOffset, end.NextOffset));
        Assert.Equal([5L, 10, 15], (await CollectAsync(open.Log.Read(StreamNames.Logs, 0, 0))).Select(static b => b.FirstOffset));
        using var reader = open.Log.OpenReader(StreamNames.Logs, 0, 2);
        Assert.Equal(5, (await reader.ReadAsync(1 << 20, default))[0].FirstOffset);
        Assert.Equal(20, (await open.Log.Append(Samples.Logs("next", 1))).FirstOffset);
        await keeper.KeepAsync(default);
        Assert.Equal(5, (await open.Log.GetPartition(StreamNames.Logs, 0))!.FirstOffset);
    }

    [Theory]
    [InlineData(7, 0, null)] // all young enough
    [InlineData(3, 0, 3)] // the day four days ago ended three days ago
    [InlineData(1, 0, 1)]
    [InlineData(7, 250, 1)] // 500 bytes, 250 allowed: three days go
    [InlineData(7, 1, 0)] // today stays, whatever it weighs
    public void KeepFrom_FiveDaysOfAHundredBytes_LeavesWhatAgeAndRoomAllow(int days, long bytes, int? keptDaysOld)
    {
        List<(DateOnly, long, int)> kept = [.. Enumerable.Range(0, 5).Reverse().Select(static old => (Today.AddDays(-old), 100L, old))];
        DateOnly? expected = keptDaysOld is { } old ? Today.AddDays(-old) : null;
        Assert.Equal(expected, LogKeeper.KeepFrom(kept, new() { Age = TimeSpan.FromDays(days), Bytes = bytes }));
    }

    [Fact]
    public async Task Apply_Twice_RunsNothingTheSecondTimeAndKeepsEverything()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var open = (await PostgresFixture.OpenAsync(database)).Open) await open.Log.Append(Samples.Logs("b", 2));
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = database });
        Assert.Empty(await PostgresSchema.ApplyAsync(source));
        // Every script may be run again.
        await using (var forget = source.CreateCommand("update eventflow_schema set hash = 'older'")) await forget.ExecuteNonQueryAsync();
        Assert.Equal(PostgresSchema.Scripts, await PostgresSchema.ApplyAsync(source));
        await using var again = (await PostgresFixture.OpenAsync(database)).Open;
        Assert.Equal(["b/0", "b/1"], Samples.TextsOf(await CollectAsync(again.Log.Read(StreamNames.Logs, 0, 0))));
    }

    [Fact]
    public async Task Start_ThatMayApplyTheSchema_MakesItAndSaysWhereItIsOfANewerProgram()
    {
        var database = await (await postgres.GetServerAsync()).CreateDatabaseAsync();
        await using (var open = (await PostgresFixture.OpenAsync(database, ("EventFlow:Postgres:ApplySchema", "true"))).Open) Assert.True((await open.Log.Append(Samples.Logs("a", 1))).IsStored);
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = database });
        await using (var command = source.CreateCommand("insert into eventflow_schema (script, hash) values ('9999_later', 'x')")) await command.ExecuteNonQueryAsync();
        Assert.Contains("a newer EventFlow (9999_later)", (await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresFixture.OpenAsync(database, ("EventFlow:Postgres:ApplySchema", "true")))).Message);
    }

    [Fact]
    public async Task Apply_OverAConnectionThatIsEnded_SaysWhatEndedIt()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = database });
        await using var holder = await source.OpenConnectionAsync();
        await using (var hold = new NpgsqlCommand("begin; lock table eventflow_schema in access exclusive mode", holder)) await hold.ExecuteNonQueryAsync();
        var applying = PostgresSchema.ApplyAsync(source);
        // Not over the holder's: within a transaction who waits is looked up once.
        await using var end = source.CreateCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await Eventually.Until(async () => (long)(await end.ExecuteScalarAsync())! > 0);
        Assert.Equal("57P01", (await Assert.ThrowsAsync<PostgresException>(() => applying)).SqlState);
    }

    [Theory]
    [InlineData("53100", PostgresFaultKind.DiskFull, "disk of PostgreSQL is full")]
    [InlineData("28P01", PostgresFaultKind.Refused, "refuses user and password")]
    [InlineData("53300", PostgresFaultKind.Busy, "max_connections")]
    [InlineData("57P01", PostgresFaultKind.Away, "stops or starts")]
    [InlineData("42P01", PostgresFaultKind.Refused, "eventflow database apply")]
    [InlineData("25006", PostgresFaultKind.Away, "primary")]
    public void Of_ErrorOfTheServer_NamesTheRemedy(string sqlState, PostgresFaultKind kind, string text)
    {
        var fault = PostgresFault.Of(new PostgresException("something", "ERROR", "ERROR", sqlState));
        Assert.Equal(kind, fault.Kind);
        Assert.Contains(text, fault.Text);
    }

    [Fact]
    public void Of_ExpiredCertificate_NamesTheRemedy()
    {
        var fault = PostgresFault.Of(new NpgsqlException("Exception while performing SSL handshake", new System.Security.Authentication.AuthenticationException("The remote certificate is invalid: NotTimeValid")));
        Assert.Equal(PostgresFaultKind.Refused, fault.Kind);
        Assert.Contains("NotTimeValid); renew it", fault.Text);
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("Database=x", "names no Host")]
    [InlineData("Host=x;Password=secret;Nonsense=1", "is no connection string")]
    [InlineData("secret", "is no connection string")]
    public void Validate_ConnectionString_IsExplainedAndNotRepeated(string? text, string expected)
    {
        var result = new PostgresOptionsValidator().Validate(null, new() { ConnectionString = text });
        Assert.Contains(expected, result.FailureMessage);
        Assert.DoesNotContain("secret", result.FailureMessage);
    }

    private static async Task MoveAsync(NpgsqlDataSource source, long firstOffset, int daysBack)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new($"select eventflow_create_day('{StreamNames.Logs}', (now() at time zone 'utc')::date - {daysBack})"));
        batch.BatchCommands.Add(new($"update eventflow_batch set day = day - {daysBack} where stream = '{StreamNames.Logs}' and partition = 0 and first_offset = {firstOffset}"));
        batch.BatchCommands.Add(new($"insert into eventflow_day select stream, partition, day - {daysBack}, {firstOffset + 5}, 1, 100, first_time, last_time from eventflow_day where stream = '{StreamNames.Logs}' and partition = 0 and day = (now() at time zone 'utc')::date"));
        await batch.ExecuteNonQueryAsync();
    }

    private static async Task<List<EventBatch>> CollectAsync(IAsyncEnumerable<EventBatch> batches)
    {
        var list = new List<EventBatch>();
        await foreach (var batch in batches) list.Add(batch);
        return list;
    }
}
