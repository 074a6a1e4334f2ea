using System.Net;
using System.Net.Sockets;
using EventFlow.Postgres;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>A silo that may not join its cluster says why in one line with the remedy, before it has touched anything.</summary>
public sealed class ClusterCheckTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Check_OfADatabaseAsItShouldBe_LetsTheSiloStart()
    {
        await using var database = await postgres.CreateAsync();
        await CheckAsync(database);
        await CheckAsync(database);
    }

    [Fact]
    public async Task Check_WithoutASchema_NamesTheCommandThatMakesIt()
    {
        await using var database = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = await postgres.Server.CreateDatabaseAsync() });
        Assert.Contains("eventflow database apply", await RefusalAsync(database));
    }

    [Fact]
    public async Task Check_OfASchemaOfALaterVersion_SaysSo()
    {
        await using var database = await postgres.CreateAsync();
        await ExecuteAsync(database, "INSERT INTO eventflow_schema (script, hash) VALUES ('9999_later', 'x')");
        Assert.Contains("newer EventFlow (9999_later)", await RefusalAsync(database));
    }

    [Fact]
    public async Task Check_WithAWrongPassword_NamesTheSettingAndNoSecret()
    {
        var wrong = new NpgsqlConnectionStringBuilder(await postgres.Server.CreateDatabaseAsync()) { Password = "not-it-either" };
        await using var database = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = wrong.ConnectionString });
        var refusal = await RefusalAsync(database);
        Assert.Contains("EventFlow:Postgres:ConnectionString", refusal);
        Assert.Contains("refuses user and password", refusal);
        Assert.DoesNotContain("not-it-either", refusal);
    }

    [Fact]
    public async Task Check_OfADatabaseThatIsNotThere_SaysWhereItWasLookedFor()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        var port = FreePort.Next();
        await using var database = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = $"Host=127.0.0.1;Port={port};Username=x;Password=y;Database=z" });
        var refusal = await RefusalAsync(database);
        Assert.Contains($"127.0.0.1:{port}", refusal);
        Assert.Contains("start it", refusal);
    }

    [Fact]
    public async Task Check_OfAClusterNameOfAnotherService_NamesTheOwner()
    {
        await using var database = await postgres.CreateAsync();
        await CheckAsync(database);
        var refusal = await RefusalAsync(database, static o => o.ServiceId = "staging");
        Assert.Contains("ClusterId 'eventflow' belongs to the service 'eventflow'", refusal);
        await CheckAsync(database, static o => (o.ClusterId, o.ServiceId) = ("staging", "staging"));
    }

    [Theory]
    [InlineData(61, "behind")]
    [InlineData(-61, "ahead of")]
    public async Task Check_WithClocksAMinuteApart_SaysHowFar(int seconds, string where)
    {
        await using var database = await postgres.CreateAsync();
        var refusal = await RefusalAsync(database, time: new ShiftedTime(TimeSpan.FromSeconds(-seconds)));
        Assert.Contains($"61 s {where} the database's; expected at most 30 s", refusal);
        await CheckAsync(database, static o => o.MaxClockSkewSeconds = 90, new ShiftedTime(TimeSpan.FromSeconds(-seconds)));
    }

    [Fact]
    public async Task Check_WhileAMoveIsUnfinished_NamesTheCommandThatGoesOn()
    {
        await using var database = await postgres.CreateAsync();
        await ExecuteAsync(database, "INSERT INTO eventflow_migration (service_id, source) VALUES ('eventflow', '/data')");
        Assert.Contains("Run eventflow migrate again", await RefusalAsync(database));
    }

    [Fact]
    public async Task Check_OfATakenPort_NamesTheSetting()
    {
        await using var database = await postgres.CreateAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        Assert.Contains("EventFlow:Cluster:SiloPort", await RefusalAsync(database, o => o.SiloPort = port));
    }

    [Fact]
    public async Task Start_WithWrongSettings_NamesThemAllAndEnds()
    {
        var lines = await EndAsync(new Dictionary<string, string>
        {
            ["EventFlow:Cluster:Mode"] = "Postgres",
            ["EventFlow:Cluster:AdvertisedAddress"] = "silo.example",
            ["EventFlow:Cluster:SiloPort"] = "0",
            ["EventFlow:Cluster:ClusterId"] = "two words",
            ["EventFlow:Postgres:ConnectionString"] = "Host=127.0.0.1;Database=x;Username=y;Password=z",
        });
        foreach (var key in new[] { "AdvertisedAddress is 'silo.example'", "SiloPort is '0'", "ClusterId is 'two words'" }) Assert.Contains($"EventFlow:Cluster:{key}", lines);
    }

    [Fact]
    public async Task Start_WithoutTheDatabase_EndsWithOneLine()
    {
        var lines = await EndAsync(new Dictionary<string, string>
        {
            ["EventFlow:Cluster:Mode"] = "Postgres",
            ["EventFlow:Streams:Provider"] = "postgres",
            ["EventFlow:Postgres:ConnectionString"] = $"Host=127.0.0.1;Port={FreePort.Next()};Database=x;Username=y;Password=z",
        });
        var line = Assert.Single(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), static l => l.Contains("cannot start"));
        Assert.Contains("EventFlow:Postgres:ConnectionString names database x at 127.0.0.1:", line);
        Assert.DoesNotContain("   at ", lines);
    }

    private static async Task<string> EndAsync(IReadOnlyDictionary<string, string> settings)
    {
        using var data = new TempDirectory();
        await using var silo = SiloProcess.Launch(data.Path, settings);
        Assert.Equal(1, await silo.Ended(TimeSpan.FromSeconds(60)));
        return silo.Output;
    }

    [Theory]
    [InlineData(null, "segment-log")]
    [InlineData("memory", "memory")]
    public async Task Check_WithALogThatSilosDoNotShare_IsRefused(string? provider, string named)
    {
        await using var database = await postgres.CreateAsync();
        Assert.Equal($"EventFlow:Streams:Provider is '{named}', which each silo has for itself; a cluster needs postgres or kafka.", await RefusalAsync(database, provider: provider));
    }

    private static async Task<string> RefusalAsync(NpgsqlDataSource database, Action<EventFlowClusterOptions>? set = null, TimeProvider? time = null, string? provider = "postgres")
    {
        var refusal = (await Assert.ThrowsAsync<StartupRefusedException>(() => CheckAsync(database, set, time, provider))).Message;
        Assert.DoesNotContain('\n', refusal);
        return refusal;
    }

    private static Task CheckAsync(NpgsqlDataSource database, Action<EventFlowClusterOptions>? set = null, TimeProvider? time = null, string? provider = "postgres")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("EventFlow:Streams:Provider", provider)]).Build();
        var options = new EventFlowClusterOptions { SiloPort = FreePort.Next() };
        set?.Invoke(options);
        return new ClusterCheck(database, Options.Create(options), time ?? TimeProvider.System, configuration).StartingAsync(CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
