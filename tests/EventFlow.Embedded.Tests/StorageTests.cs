using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EventFlow.Embedded.Storage;
using EventFlow.Embedded.Tests.Contract;
using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Tests;

public sealed class StorageTests
{
    /// <summary>SQLite waits a moment where connections meet; a build of it that knows only whole seconds (3.35 did) makes a write of that moment take a second.</summary>
    [Fact]
    public void Sqlite_Waits_InMillisecondsAndNotInSeconds()
    {
        SQLitePCL.Batteries_V2.Init();
        Assert.Equal(1, sqlite3_sleep(1));
    }

    [Fact]
    public async Task Write_ThenKilled_IsThereAfterTheNextStart()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => host.Grains.GetGrain<INotebookGrain>($"n{i}").Write("line")));
        await using var next = await host.KillAndStartOnCopyAsync();
        for (var i = 0; i < 200; i++)
            Assert.Equal(["line"], await next.Grains.GetGrain<INotebookGrain>($"n{i}").Read());
    }

    [Fact]
    public async Task Write_OfManyGrainsAtOnce_SharesTransactions()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => host.Grains.GetGrain<INotebookGrain>($"n{i}").Write("line")));
        var statistics = host.Statistics;
        Assert.Equal(1_000, statistics.StorageWrites);
        Assert.InRange(statistics.StorageTransactions, 1, 200);
        Assert.Equal(0, statistics.QueuedStorageWrites);
    }

    [Fact]
    public async Task Write_WhileTheDatabaseIsLocked_WaitsAndItsAgeIsTold()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await host.Grains.GetGrain<INotebookGrain>("n").Write("line");
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = host.DatabasePath, Pooling = false }.ToString());
        connection.Open();
        using var held = connection.BeginTransaction();

        // The first is with the writer, which waits for the lock; what comes then is queued.
        var writes = new List<Task> { host.Grains.GetGrain<INotebookGrain>("a").Write("line") };
        while (host.Statistics.QueuedStorageWrites == 0)
        {
            writes.Add(host.Grains.GetGrain<INotebookGrain>($"b{writes.Count}").Write("line"));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        host.Advance(TimeSpan.FromSeconds(3));
        var waiting = host.Statistics.OldestQueuedStorageWrite;
        held.Rollback();
        await Task.WhenAll(writes);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.Zero), (waiting, host.Statistics.OldestQueuedStorageWrite));
    }

    [Fact]
    public async Task Write_AfterTheRowWasChangedFromOutside_IsRefusedAndTheNextCallReadsAfresh()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<INotebookGrain>("one");
        var etag = await grain.Write("mine");
        Execute(host, "UPDATE grain_state SET json = '{\"Lines\":[\"theirs\"]}', etag = 7");
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write("mine too"));
        Assert.Equal("7", error.StoredEtag);
        Assert.Equal(etag, error.CurrentEtag);
        Assert.Contains("state 'notes' of notebook/one", error.Message);
        Assert.Equal(["theirs"], await grain.Read());
        await grain.Write("now mine");
    }

    [Fact]
    public async Task Read_OfARecordThatIsNoJson_FailsTheCallAndNamesTheRecord()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<INotebookGrain>("one");
        await grain.Write("a");
        await grain.Forget();
        Execute(host, "UPDATE grain_state SET json = '{broken'");
        var error = await Assert.ThrowsAsync<OrleansException>(() => grain.Read());
        Assert.Contains("state 'notes' of notebook/one", error.Message);
        Assert.Contains(host.DatabasePath, error.Message);
    }

    /// <summary>What the first version left, also after a crash while it was taken over.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("BEGIN; CREATE TABLE grain_state_new (id INTEGER PRIMARY KEY, json TEXT); INSERT INTO grain_state_new (json) SELECT json FROM grain_state")]
    [InlineData("BEGIN; CREATE TABLE grain_state_new (id INTEGER PRIMARY KEY, json TEXT); INSERT INTO grain_state_new (json) SELECT json FROM grain_state; DROP TABLE grain_state; ALTER TABLE grain_state_new RENAME TO grain_state; UPDATE meta SET value = 2")]
    public async Task Start_OnADatabaseOfVersion1_FindsEveryRecord(string begun)
    {
        await using var host = await EmbeddedHost.StartAsync();
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"n{i}"), "ключ", "\ud83d\ude00", "half \ud83d", new('k', 400), new('\u65e5', 400)];
        var etags = await Task.WhenAll(keys.Select((key, i) => host.Grains.GetGrain<INotebookGrain>(key).Write($"{i}")));
        await host.StopAsync();
        Execute(host, """
            CREATE TABLE old (storage TEXT NOT NULL, grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL, etag INTEGER NOT NULL,
                PRIMARY KEY (grain_type, grain_key, name, storage));
            INSERT INTO old SELECT storage, grain_type, grain_key, name, json, etag FROM grain_state;
            DROP TABLE grain_state; ALTER TABLE old RENAME TO grain_state; UPDATE meta SET value = 1 WHERE key = 'schema';
            """);
        using var connection = Open(host);
        // So that what is not committed is in the files.
        Execute(connection, "PRAGMA cache_size = 1");
        if (begun.Length > 0)
            Execute(connection, begun);

        await using var next = await host.KillAndStartOnCopyAsync();
        for (var i = 0; i < keys.Length; i++)
        {
            var grain = next.Grains.GetGrain<INotebookGrain>(keys[i]);
            Assert.Equal([$"{i}"], await grain.Read());
            Assert.NotEqual(etags[i], await grain.Write("more"));
        }

        await next.RestartAsync();
        for (var i = 0; i < keys.Length; i++)
            Assert.Equal([$"{i}", "more"], await next.Grains.GetGrain<INotebookGrain>(keys[i]).Read());
    }

    /// <summary>Against a model, with so few hashes that most keys share theirs with others; transactions are rolled back now and then, and rows deleted from outside.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    [InlineData(3, long.MaxValue)]
    public async Task RowIndex_KeysOfTheSameHash_EachHasItsOwnRecord(int seed, long mask)
    {
        await using var host = await EmbeddedHost.StartAsync();
        await host.StopAsync();
        var random = new Random(seed);
        var stored = new Dictionary<StateKey, long>();
        for (var life = 0; life < 8; life++)
        {
            var rows = new RowIndex((ulong)mask);
            using var connection = Open(host);
            using var session = new WriteSession(Open(host), DatabaseSchema.Prepare(connection, host.DatabasePath, 2), rows);
            using var reader = new ReadSession(Open(host));
            rows.Load(connection);
            for (var transaction = 0; transaction < 60; transaction++)
            {
                stored = ChangeSome(random, session, stored);
                if (random.Next(20) == 0 && stored.Count > 0)
                {
                    var gone = stored.Keys.ElementAt(random.Next(stored.Count));
                    Execute(connection, $"DELETE FROM grain_state WHERE grain_key = '{gone.GrainKey}'");
                    stored.Remove(gone);
                }

                foreach (var key in Enumerable.Range(0, 12).Select(i => KeyOf($"k{i}")))
                {
                    var (text, etag) = rows.Find(key) is not 0 and var row ? reader.State(row, key, 0, static (utf8, _) => Encoding.UTF8.GetString(utf8)) : default;
                    Assert.Equal((stored.GetValueOrDefault(key), stored.TryGetValue(key, out var known) ? $"{key.GrainKey} {known}" : null), (etag, text));
                }
            }
        }
    }

    [Fact]
    public async Task Read_AfterManyNewGrains_FindsWhatEachHasWritten()
    {
        await using var host = await EmbeddedHost.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
            {
                var grain = host.Grains.GetGrain<INotebookGrain>($"{i}");
                await grain.Write($"{round}");
                await grain.Forget();
            }));
            await host.RestartAsync();
        }

        for (var i = 0; i < 300; i++)
            Assert.Equal(["0", "1", "2"], await host.Grains.GetGrain<INotebookGrain>($"{i}").Read());
    }

    [Fact]
    public async Task Etag_AfterClearAndRestart_IsNeverUsedAgain()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var first = await host.Grains.GetGrain<INotebookGrain>("one").Write("a");
        await host.Grains.GetGrain<INotebookGrain>("one").Clear();
        await host.RestartAsync();
        Assert.NotEqual(first, await host.Grains.GetGrain<INotebookGrain>("one").Write("a"));
    }

    [Fact]
    public async Task Start_OnAFolderInUse_FailsWithOneClearError()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => EmbeddedHost.StartAsync(options => options.DataDirectory = host.Folder));
        Assert.Contains(host.Folder, error.Message);
        Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}", error.Message);
        await host.Grains.GetGrain<INotebookGrain>("one").Write("still works");
    }

    [Fact]
    public async Task Start_OnAFileThatIsNoDatabase_FailsAndLeavesItAlone()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await host.StopAsync();
        var rubbish = string.Concat(Enumerable.Repeat("this is no database ", 500));
        await File.WriteAllTextAsync(host.DatabasePath, rubbish);
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(host.StartAgainAsync);
        Assert.Contains(host.DatabasePath, error.Message);
        Assert.Contains("backup", error.Message);
        Assert.Equal(rubbish, await File.ReadAllTextAsync(host.DatabasePath));
    }

    [Fact]
    public async Task Start_OnADamagedDatabase_Fails()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => host.Grains.GetGrain<INotebookGrain>($"n{i}").Write(new string('x', 200))));
        await host.StopAsync();
        await using (var file = File.OpenWrite(host.DatabasePath))
        {
            file.Seek(3 * 4096, SeekOrigin.Begin);
            file.Write(new byte[16 * 4096]);
        }

        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(host.StartAgainAsync);
        Assert.Contains(host.DatabasePath, error.Message);
    }

    [Fact]
    public async Task Start_OnADatabaseOfANewerVersion_Fails()
    {
        await using var host = await EmbeddedHost.StartAsync();
        Execute(host, "UPDATE meta SET value = 99 WHERE key = 'schema'");
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(host.RestartAsync);
        Assert.Contains("schema version 99", error.Message);
    }

    [Fact]
    public async Task Start_OnAPathThatIsAFile_Fails()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => EmbeddedHost.StartAsync(options => options.DataDirectory = host.DatabasePath));
        Assert.Contains("cannot be written", error.Message);
    }

    private static StateKey KeyOf(string key) => new("Default", "notebook", key, "notes");

    private static SqliteConnection Open(EmbeddedHost host)
    {
        var connection = new SqliteConnection($"Data Source={host.DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>A transaction of a few changes. Returns what is stored after it.</summary>
    private static Dictionary<StateKey, long> ChangeSome(Random random, WriteSession session, Dictionary<StateKey, long> stored)
    {
        var after = new Dictionary<StateKey, long>(stored);
        session.Begin();
        for (var i = random.Next(6); i >= 0; i--)
            ChangeOne(random, session, after);
        if (random.Next(4) > 0)
        {
            session.Commit();
            return after;
        }

        session.Rollback();
        return stored;
    }

    // Inserts, updates or deletes one, now and then with a version that is not the stored one, which is refused.
    private static void ChangeOne(Random random, WriteSession session, Dictionary<StateKey, long> stored)
    {
        var key = KeyOf($"k{random.Next(12)}");
        var (known, next) = (stored.GetValueOrDefault(key), session.NextEtag());
        var assumed = random.Next(5) == 0 ? random.Next(2) * 99 : known;
        var text = Encoding.UTF8.GetBytes($"{key.GrainKey} {next}");
        Assert.Equal(known, session.StateEtag(key));
        var deletes = assumed != 0 && random.Next(3) == 0;
        Assert.Equal(assumed == known, deletes ? session.DeleteState(key, assumed) : assumed == 0 ? session.InsertState(key, text, next) : session.UpdateState(key, text, assumed, next));
        if (assumed != known)
            return;
        if (deletes)
            stored.Remove(key);
        else
            stored[key] = next;
    }

    private static void Execute(EmbeddedHost host, string sql)
    {
        using var connection = Open(host);
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Returns how long it asked the system to wait, ms.
    [DllImport("e_sqlite3")]
    private static extern int sqlite3_sleep(int ms);
}
