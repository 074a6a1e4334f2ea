using System.Globalization;
using System.Runtime.InteropServices;
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

    private static void Execute(EmbeddedHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={host.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Returns how long it asked the system to wait, ms.
    [DllImport("e_sqlite3")]
    private static extern int sqlite3_sleep(int ms);
}
