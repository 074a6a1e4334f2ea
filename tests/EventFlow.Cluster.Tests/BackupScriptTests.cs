using System.Globalization;
using EventFlow.Postgres;
using EventFlow.TestKit;
using Npgsql;

namespace EventFlow.Cluster.Tests;

/// <summary><c>infra/scripts/backup-cluster</c> and <c>restore-cluster</c> on a real database.</summary>
public sealed class BackupScriptTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Restore_OfABackup_HasWhatTheDatabaseHeldAndNoSiloOfThen()
    {
        await using var database = await postgres.CreateAsync();
        using var folder = new TempDirectory();
        await FillAsync(database);
        var (code, output) = await RunAsync("backup-cluster", "--database", NameOf(database), "--to", folder["backup"]);
        Assert.True(code == 0, output);

        var restored = NameOf(database) + "_restored";
        (code, output) = await RunAsync("restore-cluster", "--from", folder["backup"], "--database", restored);
        Assert.True(code == 0, output);
        await using var again = NpgsqlDataSource.Create(postgres.Server.ConnectionStringOf(restored));
        Assert.Null(await PostgresSchema.FindFaultAsync(again, TestContext.Current.CancellationToken));
        foreach (var table in new[] { "eventflow_grain_state", "eventflow_partition", "eventflow_schema", "orleansquery" })
        {
            Assert.Equal(await SumAsync(database, table), await SumAsync(again, table));
        }

        Assert.Equal((1, 0), (await CountAsync(database, "eventflow_cluster_version"), await CountAsync(again, "eventflow_cluster_version")));
    }

    [Fact]
    public async Task Restore_OfADamagedFile_IsRefusedAndMakesNoDatabase()
    {
        await using var database = await postgres.CreateAsync();
        using var folder = new TempDirectory();
        Assert.Equal(0, (await RunAsync("backup-cluster", "--database", NameOf(database), "--to", folder["backup"])).Code);
        var bytes = await File.ReadAllBytesAsync(folder["backup"], TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(folder["backup"], bytes, TestContext.Current.CancellationToken);

        var name = NameOf(database) + "_damaged";
        var (code, output) = await RunAsync("restore-cluster", "--from", folder["backup"], "--database", name);
        Assert.Equal(1, code);
        Assert.Contains("its checksum differs", output);

        // Without the checksum the archive itself has to notice, and what was begun is taken away.
        File.Delete(folder["backup"] + ".sha256");
        await File.WriteAllBytesAsync(folder["backup"], bytes[..(bytes.Length / 3)], TestContext.Current.CancellationToken);
        Assert.Equal(1, (await RunAsync("restore-cluster", "--from", folder["backup"], "--database", name)).Code);
        Assert.Equal(0L, await ScalarAsync(database, $"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    public async Task Backup_OfADatabaseThatIsNotEventFlows_KeepsNoFile()
    {
        using var folder = new TempDirectory();
        await using var other = NpgsqlDataSource.Create(await postgres.Server.CreateDatabaseAsync());
        var (code, output) = await RunAsync("backup-cluster", "--database", NameOf(other), "--to", folder["backup"]);
        Assert.Equal(1, code);
        Assert.Contains("does not hold the schema of EventFlow", output);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    // A list of so many tables is more than a pipe holds.
    [Fact]
    public async Task Backup_OfManyDays_IsKept()
    {
        await using var database = await postgres.CreateAsync();
        using var folder = new TempDirectory();
        await ScalarAsync(database, "SELECT count(eventflow_create_day(s, current_date - d)) FROM unnest(ARRAY['service-metrics', 'service-logs', 'service-events', 'alerts']) s, generate_series(0, 150) d");
        var (code, output) = await RunAsync("backup-cluster", "--database", NameOf(database), "--to", folder["a backup"]);
        Assert.True(code == 0, output);
        Assert.Equal([folder["a backup"], folder["a backup.sha256"]], Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Restore_ForAnotherRole_GivesItTheWholeDatabase()
    {
        await using var database = await postgres.CreateAsync();
        using var folder = new TempDirectory();
        var (role, restored) = (NameOf(database) + "_silos", NameOf(database) + "_owned");
        await ScalarAsync(database, $"CREATE ROLE {role} LOGIN PASSWORD '{PostgresServer.Password}'");
        Assert.Equal(0, (await RunAsync("backup-cluster", "--database", NameOf(database), "--to", folder["backup"])).Code);
        var (code, output) = await RunAsync("restore-cluster", "--from", folder["backup"], "--database", restored, "--owner", role);
        Assert.True(code == 0, output);

        // As the silos sign in: they write state, and make the tables of the coming days.
        await using var again = NpgsqlDataSource.Create(postgres.Server.ConnectionStringOf(restored, role));
        await ScalarAsync(again, "INSERT INTO eventflow_cluster_version (cluster_id) VALUES ('test')");
        await ScalarAsync(again, "SELECT eventflow_create_day('alerts', current_date + 7)");
    }

    [Theory]
    [InlineData("backup-cluster", "pg_dump")]
    [InlineData("restore-cluster", "pg_restore")]
    public async Task Script_EndedAtItsWork_LeavesNoHalf(string script, string worker)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no signals there");
        await using var database = await postgres.CreateAsync();
        using var folder = new TempDirectory();
        using var tools = new TempDirectory();
        Assert.Equal(0, (await RunAsync("backup-cluster", "--database", NameOf(database), "--to", folder["backup"])).Code);
        await File.WriteAllTextAsync(tools[worker], "#!/bin/sh\nkill -TERM $PPID\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(tools[worker], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var before = Directory.GetFiles(folder.Path).Length;
        var name = NameOf(database) + "_half";
        string[] arguments = script == "backup-cluster" ? ["--database", NameOf(database), "--to", folder["second"]] : ["--from", folder["backup"], "--database", name];
        var (code, output) = await RunWithAsync(tools.Path, script, arguments);
        Assert.True(code == 130, output);
        Assert.Equal(before, Directory.GetFiles(folder.Path).Length);
        Assert.Equal(0L, await ScalarAsync(database, $"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    public async Task Restore_IntoADatabaseThatExists_ChangesNothing()
    {
        await using var database = await postgres.CreateAsync();
        using var folder = new TempDirectory();
        await FillAsync(database);
        Assert.Equal(0, (await RunAsync("backup-cluster", "--database", NameOf(database), "--to", folder["backup"])).Code);
        var before = await SumAsync(database, "eventflow_grain_state");
        var (code, output) = await RunAsync("restore-cluster", "--from", folder["backup"], "--database", NameOf(database));
        Assert.Equal(1, code);
        Assert.Contains("expected the name of a database that does not exist yet", output);
        Assert.Equal(before, await SumAsync(database, "eventflow_grain_state"));
    }

    private static async Task FillAsync(NpgsqlDataSource database)
    {
        foreach (var statement in new[]
        {
            "INSERT INTO eventflow_grain_state (service_id, storage, grain_type, key_hash, grain_key, name, json) "
                + "SELECT 'test', 'state', 'service', sha256(n::text::bytea), 'Käse ' || n, 'service', '{\"n\":' || n || '}' FROM generate_series(1, 500) n",
            "INSERT INTO eventflow_cluster_version (cluster_id) VALUES ('test')",
        })
        {
            await using var command = database.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    // Rows and the sum of their hashes, whatever their order.
    private static async Task<string> SumAsync(NpgsqlDataSource source, string table) =>
        (string)(await ScalarAsync(source, $"SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)::bigint), 0) FROM {table} t"))!;

    private static async Task<long> CountAsync(NpgsqlDataSource source, string table) => (long)(await ScalarAsync(source, $"SELECT count(*) FROM {table}"))!;

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static string NameOf(NpgsqlDataSource source) => new NpgsqlConnectionStringBuilder(source.ConnectionString).Database!;

    private Task<(int Code, string Output)> RunAsync(string script, params string[] arguments) => RunWithAsync("", script, arguments);

    private Task<(int Code, string Output)> RunWithAsync(string tools, string script, params string[] arguments) => ScriptRun.RunAsync(script, arguments, new Dictionary<string, string>
    {
        ["PATH"] = (tools.Length > 0 ? tools + ":" : "") + Counterparts.Postgres + ":" + Environment.GetEnvironmentVariable("PATH"),
        ["PGHOST"] = "127.0.0.1",
        ["PGPORT"] = postgres.Server.Port.ToString(CultureInfo.InvariantCulture),
        ["PGUSER"] = PostgresServer.User,
        ["PGPASSWORD"] = PostgresServer.Password,
    });
}
