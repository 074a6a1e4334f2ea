using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EventFlow.Postgres;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
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

    [Theory]
    [InlineData("protocol 3-2", "9.9.9")]
    [InlineData("protocol 1-1", null)]
    [InlineData("protocol 2-1", null)]
    public async Task Check_BesideASiloOfAnotherVersion_RefusesWhatItCannotSpeakWith(string speaks, string? named)
    {
        await using var database = await postgres.CreateAsync();
        await using var other = NameAt(database, $"eventflow {speaks} cluster {SiloSign.Of("eventflow").Cluster} 9.9.9");
        await using var elsewhere = NameAt(database, $"eventflow protocol 7-7 cluster {SiloSign.Of("another").Cluster} 9.9.9");
        await using var open = await other.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var openElsewhere = await elsewhere.OpenConnectionAsync(TestContext.Current.CancellationToken);
        if (named is null)
        {
            await CheckAsync(database);
            return;
        }

        var refusal = await RefusalAsync(database);
        Assert.Contains($"A silo of EventFlow {named} runs in cluster 'eventflow' and speaks protocol 3, and 2 at the oldest; this one", refusal);
        Assert.Contains("Upgrade over the versions in between, or stop all silos of the other version first.", refusal);
        await using var registered = database.CreateCommand("SELECT count(*) FROM eventflow_cluster_registration");
        Assert.Equal(0L, await registered.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, "eventflow protocol 1-1 cluster ")]
    [InlineData("ours", "ours protocol 1-1 cluster ")]
    [InlineData("a name that is very long, longer than what is left beside the sign of a silo", "a name that")]
    public void Sign_InAConnectionString_KeepsTheNameAndIsReadAgain(string? name, string begins)
    {
        var given = new NpgsqlConnectionStringBuilder("Host=h;Password=p") { ApplicationName = name };
        var named = new NpgsqlConnectionStringBuilder(SiloSign.Of("a cluster").AddTo(given.ConnectionString)).ApplicationName!;
        Assert.StartsWith(begins, named);
        Assert.InRange(named.Length, 1, 63);
        Assert.Equal(SiloSign.Of("a cluster"), SiloSign.Read(named));
        Assert.Null(SiloSign.Read("psql"));
        Assert.Equal("no connection string", SiloSign.Of("a cluster").AddTo("no connection string"));
    }

    [Fact]
    public async Task Look_WhileTheClockIsAMinuteOff_SaysSoOnceAndOnceThatItIsOver()
    {
        await using var database = await postgres.CreateAsync();
        var (time, log) = (new ShiftedTime(TimeSpan.Zero), new ListLogger<ClockWatch>());
        using var watch = new ClockWatch(database, Options.Create(new EventFlowClusterOptions()), time, log);
        foreach (var seconds in new[] { 0, 20, 61, 62, 0, 0 })
        {
            time.By = TimeSpan.FromSeconds(seconds);
            await watch.LookAsync(TestContext.Current.CancellationToken);
        }

        Assert.Collection(
            log.Lines,
            static line => Assert.StartsWith("Error: The clock of this machine is 61 s ahead of the database's; expected at most 30 s. Synchronise both with NTP", line),
            static line => Assert.StartsWith("Warning: The clock of this machine agrees with the database's again", line));
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
        Assert.Equal(1, await silo.Ended(TimeSpan.FromSeconds(180)));
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

    [Fact]
    public async Task Check_WithStateOfAnotherLog_IsRefusedAndChangesNothing()
    {
        await using var database = await postgres.CreateAsync();
        await CheckAsync(database);
        await CheckAsync(database);
        var kafka = await RefusalAsync(database, provider: "kafka");
        Assert.Contains("EventFlow:Streams:Provider and its Partitions say 'kafka', but the state of service 'eventflow' belongs to events in 'postgres'", kafka);
        Assert.Contains("say 'postgres with 8 partitions a stream', but", await RefusalAsync(database, partitions: 8));
        await CheckAsync(database);

        // Another service begins with nothing, and then stays with what it began with.
        await CheckAsync(database, Another, partitions: 8);
        Assert.Contains("belongs to events in 'postgres with 8 partitions a stream'", await RefusalAsync(database, Another));
        await CheckAsync(database, Another, partitions: 8);

        static void Another(EventFlowClusterOptions options) => (options.ClusterId, options.ServiceId) = ("another", "another");
    }

    [Fact]
    public async Task Check_WithStateOfAVersionThatDidNotSayOfWhatLog_TakesItForOneOfThreePartitions()
    {
        await using var database = await postgres.CreateAsync();
        await new GrainStateTable(database, "eventflow").WriteAsync(new("state", "ingestion", "service-logs-0", "ingestion"), "{}", 0, TestContext.Current.CancellationToken);
        Assert.Contains("belongs to events in 'kafka'", await RefusalAsync(database, provider: "kafka", partitions: 4));
        await CheckAsync(database, provider: "kafka");
        Assert.Contains("belongs to events in 'kafka'", await RefusalAsync(database));
    }

    [Fact]
    public async Task Start_ThatMayApplyTheSchema_MakesItAndJoins()
    {
        await using var database = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = await postgres.Server.CreateDatabaseAsync() });
        Assert.Contains("Run 'eventflow database apply'", await RefusalAsync(database));
        await CheckAsync(database, apply: true);
        Assert.Null(await PostgresSchema.FindFaultAsync(database, TestContext.Current.CancellationToken));
    }

    private static async Task<string> RefusalAsync(NpgsqlDataSource database, Action<EventFlowClusterOptions>? set = null, TimeProvider? time = null, string? provider = "postgres", int? partitions = null)
    {
        var refusal = (await Assert.ThrowsAsync<StartupRefusedException>(() => CheckAsync(database, set, time, provider, partitions))).Message;
        Assert.DoesNotContain('\n', refusal);
        return refusal;
    }

    private static async Task CheckAsync(NpgsqlDataSource database, Action<EventFlowClusterOptions>? set = null, TimeProvider? time = null, string? provider = "postgres", int? partitions = null, bool apply = false)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("EventFlow:Postgres:ApplySchema", apply ? "true" : null), new("EventFlow:Streams:Provider", provider), new("EventFlow:Streams:Partitions", partitions?.ToString(CultureInfo.InvariantCulture))]).Build();
        var options = new EventFlowClusterOptions { SiloPort = FreePort.Next() };
        set?.Invoke(options);
        var check = new ClusterCheck(database, Options.Create(options), time ?? TimeProvider.System, configuration);
        await check.StartingAsync(CancellationToken.None);
        await check.StartedAsync(CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlDataSource NameAt(NpgsqlDataSource database, string name) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = name, Password = PostgresServer.Password });

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public TimeSpan By { get; set; } = by;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }

    private sealed class ListLogger<T> : ILogger<T>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
