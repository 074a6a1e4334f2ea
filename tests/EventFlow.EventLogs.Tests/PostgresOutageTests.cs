using System.Collections.Concurrent;
using EventFlow.Postgres;
using EventFlow.Postgres.EventLog;
using EventFlow.TestKit;

namespace EventFlow.EventLogs.Tests;

/// <summary>What happens to appends while the database is killed, away or hangs. Each test has a server of its own.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private PostgresServer _server = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        _server = await PostgresServer.StartAsync();
        _database = await _server.CreateDatabaseAsync();
        await PostgresFixture.ApplySchemaAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Append_WhileTheServerIsKilledUnderLoad_LosesNothingAcknowledgedAndStoresNothingTwice()
    {
        var (open, _) = await PostgresFixture.OpenAsync(_database, ("AppendTimeout", "00:00:30"));
        await using var _ = open;
        var acknowledged = new ConcurrentDictionary<string, long>();
        using var stop = new CancellationTokenSource();
        Task[] senders = [.. Enumerable.Range(0, 6).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var stored = await open.Log.Append(Samples.Logs($"s{sender}.{i}", 2, partition: i % 3));
                if (stored.IsStored) acknowledged[$"s{sender}.{i}"] = stored.FirstOffset;
            }
        }))];

        for (var kill = 0; kill < 3; kill++)
        {
            var before = acknowledged.Count;
            await Eventually.Until(() => acknowledged.Count > before + 50);
            await _server.KillAsync();
            await _server.StartAgainAsync();
        }

        var last = acknowledged.Count;
        await Eventually.Until(() => acknowledged.Count > last + 50);
        await stop.CancelAsync();
        await Task.WhenAll(senders);

        for (var partition = 0; partition < 3; partition++)
        {
            var read = new List<EventBatch>();
            await foreach (var batch in open.Log.Read(StreamNames.Logs, partition, 0)) read.Add(batch);
            for (var i = 1; i < read.Count; i++) Assert.Equal(read[i - 1].LastOffset + 1, read[i].FirstOffset);
            var stored = read.ToDictionary(static b => Samples.TextsOf([b]).First().Split('/')[0], static b => b.FirstOffset);
            Assert.All(acknowledged.Where(a => int.Parse(a.Key.Split('.')[1]) % 3 == partition), a => Assert.Equal(a.Value, stored[a.Key]));
        }
    }

    [Fact]
    public async Task Append_WhileTheServerIsAway_IsRefusedWithAReasonAndGoesOnByItself()
    {
        var (open, _) = await PostgresFixture.OpenAsync(_database, ("AppendTimeout", "00:00:00.3"));
        await using var _ = open;

        // On a busy machine the first, which connects, may take longer than that.
        EventAppendResult before = default;
        await Eventually.Until(async () => (before = await open.Log.Append(Samples.Logs("before", 3))).IsStored);
        await _server.StopAsync();

        var refused = await open.Log.Append(Samples.Logs("lost", 1));
        Assert.Equal(EventAppendReason.Failed, refused.Reason);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.Contains("start it, or correct Host and Port", open.Log.GetFault());
        // From now on at once, without a wait of their own.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(i => open.Log.Append(Samples.Logs($"lost{i}", 1)).AsTask())), static r => Assert.False(r.IsStored));

        await _server.StartAgainAsync();
        EventAppendResult after = default;
        await Eventually.Until(async () => (after = await open.Log.Append(Samples.Logs("after", 1))).IsStored);
        Assert.Equal(before.FirstOffset + 3, after.FirstOffset);

        // What others store is seen over a connection of its own, which may be back a moment later than that of the appends.
        await Eventually.Until(() => open.Log.GetFault() is null);
    }

    [Fact]
    public async Task Append_WhileTheServerHangs_IsRefusedInTime()
    {
        var (open, _) = await PostgresFixture.OpenAsync(_database, ("AppendTimeout", "00:00:01"));
        await using var _ = open;
        await Eventually.Until(async () => (await open.Log.Append(Samples.Logs("before", 1))).IsStored);
        _server.Freeze();
        try
        {
            Assert.Equal(EventAppendReason.Failed, (await open.Log.Append(Samples.Logs("hangs", 1)).AsTask().WaitAsync(Patience)).Reason);
        }
        finally
        {
            _server.Thaw();
        }

        await Eventually.Until(async () => (await open.Log.Append(Samples.Logs("after", 1))).IsStored);
        var texts = new List<string>();
        await foreach (var batch in open.Log.Read(StreamNames.Logs, 0, 0)) texts.AddRange(Samples.TextsOf([batch]));
        // What was not acknowledged in time may have been stored all the same: its sender was told neither.
        Assert.Equal(["before/0", "after/0"], texts.Where(static t => t != "hangs/0").Distinct());
        Assert.InRange(texts.Count(static t => t == "hangs/0"), 0, 1);
    }

    [Fact]
    public async Task ReadAsync_WhenTheConnectionBreaksInTheMiddleOfAPage_MissesNothing()
    {
        var (writing, _) = await PostgresFixture.OpenAsync(_database);
        await using var first = writing;
        for (var i = 0; i < 12; i++) Assert.True((await writing.Log.Append(Samples.Logs($"b{i}", 1, padding: 100_000))).IsStored);
        await using var proxy = new BreakingProxy(_server.Port, after: 400_000);
        var (reading, _) = await PostgresFixture.OpenAsync(new Npgsql.NpgsqlConnectionStringBuilder(_database) { Port = proxy.Port }.ConnectionString);
        await using var second = reading;

        // As whoever reads a partition does: it tries again for as long as that fails.
        using var reader = reading.Log.OpenReader(StreamNames.Logs, 0, 0);
        var read = new List<long>();
        while (reader.NextOffset < 12)
        {
            try
            {
                read.AddRange((await reader.ReadAsync(64 << 20, TestContext.Current.CancellationToken)).Select(static b => b.FirstOffset));
            }
            catch (Npgsql.NpgsqlException)
            {
                Assert.True(proxy.HasBroken);
            }
        }

        Assert.True(proxy.HasBroken);
        Assert.Equal(Enumerable.Range(0, 12).Select(static i => (long)i), read);
    }

    [Fact]
    public async Task Follow_AfterTheServerWasAway_IsToldOfWhatOthersStore()
    {
        var (reading, _) = await PostgresFixture.OpenAsync(_database, ("PollInterval", "00:00:00.2"));
        await using var first = reading;
        await _server.KillAsync();
        await _server.StartAgainAsync();
        var (writing, _) = await PostgresFixture.OpenAsync(_database);
        await using var second = writing;
        var stored = await writing.Log.Append(Samples.Logs("b", 2));
        await Eventually.Until(() => reading.Log.GetNextOffset(StreamNames.Logs, 0) == stored.FirstOffset + 2);
    }

    [Theory]
    [InlineData("Password", "wrong", "refuses user and password")]
    [InlineData("Username", "nobody", "refuses user and password")]
    [InlineData("Database", "nowhere", "does not exist; create it, then run 'eventflow database apply'")]
    [InlineData("Port", "1", "nobody listens")]
    [InlineData("Host", "no-such-host.invalid", "is not known")]
    [InlineData("Database", "postgres", "Run 'eventflow database apply'")]
    [InlineData("SSL Mode", "Require", "PostgreSQL")]
    public async Task Start_WithAWrongConnectionString_SaysInOneLineWhatToDo(string key, string value, string expected)
    {
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(_database) { [key] = value }.ConnectionString;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresFixture.OpenAsync(wrong));
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(PostgresServer.Password, error.Message);
        Assert.DoesNotContain("wrong", error.Message);
    }

    [Fact]
    public async Task Start_OnADatabaseOfANewerProgram_TouchesNothing()
    {
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = _database });
        await using (var command = source.CreateCommand("insert into eventflow_schema (script, hash) values ('9999_later', 'x')")) await command.ExecuteNonQueryAsync();
        Assert.Contains("a newer EventFlow (9999_later)", (await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresFixture.OpenAsync(_database))).Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresSchema.ApplyAsync(source));
    }
}
