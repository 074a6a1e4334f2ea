using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using EventFlow.Postgres;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>A database that a silo must not, or for a while cannot, work with: its certificate has expired, its schema is older, its disk is full.</summary>
public sealed class DatabaseTroubleTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        _server = await PostgresServer.StartAsync("fsync=off", "full_page_writes=off");
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    [Fact]
    public async Task Start_WithAnExpiredCertificate_EndsWithOneLineAndTouchesNothing()
    {
        var connection = await _server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        var authority = await _server.UseCertificateAsync(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(-1));
        var line = await RefusalAsync($"{connection};SSL Mode=VerifyCA;Root Certificate={authority}");
        Assert.Contains("certificate is not accepted", line);
        Assert.Contains("renew it", line);
        Assert.Equal(0L, await ScalarAsync(connection, "SELECT count(*) FROM eventflow_cluster_registration"));

        // The same with one that is valid: it was the date.
        var renewed = await _server.UseCertificateAsync(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal(0L, await ScalarAsync($"{connection};SSL Mode=VerifyCA;Root Certificate={renewed}", "SELECT count(*) FROM eventflow_cluster_registration"));
    }

    [Fact]
    public async Task Start_WithAnOlderSchema_EndsWithOneLineAndTouchesNothing()
    {
        var connection = await _server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        await ScalarAsync(connection, "DELETE FROM eventflow_schema WHERE script = (SELECT max(script) FROM eventflow_schema) RETURNING 1");
        Assert.Contains("eventflow database apply", await RefusalAsync(connection));
        Assert.Equal(0L, await ScalarAsync(connection, "SELECT count(*) FROM eventflow_cluster_registration"));
    }

    [Fact]
    public async Task Disk_OfTheDatabaseFull_RefusesEventsInOneLineAndGoesOnWhenThereIsSpace()
    {
        using var disk = SmallDisk.TryMount("ext4", 160, out var why);
        Assert.SkipWhen(disk is null, why);
        await using var server = await PostgresServer.StartInAsync(disk.Path, "fsync=off", "full_page_writes=off", "max_wal_size=32MB", "min_wal_size=32MB", "wal_recycle=off");
        var connection = await server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path, Settings(connection));
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(silo, 0)).Status);
        disk.FillBut(64 << 10);
        var (refused, text) = await UntilAsync(silo, 1, static status => status != HttpStatusCode.Accepted);
        Assert.True(refused is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, $"{(int)refused} {text}");
        Assert.Contains("disk", silo.Output, StringComparison.OrdinalIgnoreCase);
        disk.Free();
        await server.StartAgainIfEndedAsync();
        await UntilAsync(silo, 2, static status => status == HttpStatusCode.Accepted);
        Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Start_WithTheDiskOfTheDatabaseFull_EndsWithOneLine()
    {
        using var disk = SmallDisk.TryMount("ext4", 160, out var why);
        Assert.SkipWhen(disk is null, why);
        await using var server = await PostgresServer.StartInAsync(disk.Path, "fsync=off", "full_page_writes=off", "max_wal_size=32MB", "min_wal_size=32MB", "wal_recycle=off");
        var connection = await server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        disk.FillBut(0);
        var line = await RefusalAsync(connection);
        Assert.Contains("EventFlow:Postgres:ConnectionString names database", line);
        Assert.Contains("the disk of PostgreSQL is full; free some", line);
    }

    [Fact]
    public async Task Start_WithTheDiskOfTheDataFolderFull_EndsWithOneLine()
    {
        using var disk = SmallDisk.TryMount("ext4", 8, out var why);
        Assert.SkipWhen(disk is null, why);
        var connection = await _server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        disk.FillToTheLastByte();
        using var data = new TempDirectory();
        await using var silo = SiloProcess.Launch(data.Path, Settings(connection), ["--samples", "off", "--data", Path.Combine(disk.Path, "data")]);
        Assert.Equal(1, await silo.Ended(TimeSpan.FromSeconds(180)));
        Assert.Equal($"EventFlow cannot start: The disk of the data folder {disk.Path}/data is full. Free some of it, or choose another folder with --data DIR.", silo.Output);
    }

    [Fact]
    public async Task Start_WhileTheDatabaseGoesAwayAfterTheCheck_EndsWithOneLine()
    {
        var connection = await _server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        await using var database = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = connection });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("EventFlow:Streams:Provider", "postgres")]).Build();
        var check = new ClusterCheck(database, Options.Create(new EventFlowClusterOptions { SiloPort = FreePort.Next() }), TimeProvider.System, configuration);
        await check.StartingAsync(TestContext.Current.CancellationToken);
        await _server.StopAsync();
        var refusal = (await Assert.ThrowsAsync<StartupRefusedException>(() => check.StartedAsync(TestContext.Current.CancellationToken))).Message;
        Assert.Matches(@"^EventFlow:Postgres:ConnectionString names database test_\d+ at 127\.0\.0\.1:\d+: .+\.$", refusal);
    }

    [Fact]
    public async Task Start_WhileTheDatabaseGoesAwayBeforeTheGrainsStart_EndsWithOneLineAndNothingHalf()
    {
        var connection = await _server.CreateDatabaseAsync();
        await ApplyAsync(connection);
        using var data = new TempDirectory();
        var port = FreePort.Next();
        var settings = Settings(connection).Append(new("urls", $"http://127.0.0.1:{port}")).Append(new(SiloArguments.DataDirectoryKey, data.Path)).Append(new(SiloArguments.SamplesKey, "off"))
            .Append(new("environment", "Development")).ToDictionary(static p => p.Key, static string? (p) => p.Value);

        // The second of all that start: the check, which is the first, has found everything in order.
        await using var app = SiloHost.Build(settings, services => services.Insert(1, ServiceDescriptor.Singleton<IHostedService>(new Once(_server.StopAsync))));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.Matches(@"^The database that EventFlow:Postgres:ConnectionString names: .+\.$", StartupFailure.Explain(error));
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://127.0.0.1:{port}/health", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Explain_OfAFailureDeepInside_NamesTheDatabaseAndTheRemedy() => Assert.Equal(
        "The database that EventFlow:Postgres:ConnectionString names: the disk of PostgreSQL is full; free some, or shorten EventFlow:Postgres:EventLog:Retention.",
        StartupFailure.Explain(new AggregateException(new OrleansException("Silo failed to update its status", new PostgresException("could not extend file", "ERROR", "ERROR", "53100")))));

    [Fact]
    public void Explain_OfAStepThatWasGivenUp_SaysThatItTookTooLong() =>
        Assert.StartsWith("A step of the start was given up because it took too long", StartupFailure.Explain(new OperationCanceledException()));

    [Fact]
    public void Explain_OfARefusal_KeepsItsText() =>
        Assert.Equal("Because.", StartupFailure.Explain(new StartupRefusedException("Because.", new NpgsqlException("deeper"))));

    private sealed class Once(Func<Task> act) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => act();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static Dictionary<string, string> Settings(string connection) => new()
    {
        ["EventFlow:Cluster:Mode"] = "Postgres",
        ["EventFlow:Cluster:SiloPort"] = $"{FreePort.Next()}",
        ["EventFlow:Streams:Provider"] = "postgres",
        ["EventFlow:Postgres:ConnectionString"] = connection,
    };

    private static async Task ApplyAsync(string connection)
    {
        await using var source = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = connection });
        await PostgresSchema.ApplyAsync(source);
    }

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string> RefusalAsync(string connection)
    {
        using var data = new TempDirectory();
        await using var silo = SiloProcess.Launch(data.Path, Settings(connection));
        Assert.Equal(1, await silo.Ended(TimeSpan.FromSeconds(180)));
        Assert.DoesNotContain("   at ", silo.Output);
        return Assert.Single(silo.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static l => l.Contains("cannot start"));
    }

    private static async Task<(HttpStatusCode Status, string Text)> UntilAsync(SiloProcess silo, int number, Func<HttpStatusCode, bool> isEnough)
    {
        var last = (Status: (HttpStatusCode)0, Text: "");
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(20))
            if (isEnough((last = await SendAsync(silo, number)).Status)) return last;
        Assert.Fail($"The silo went on to answer {(int)last.Status} {last.Text}");
        return last;
    }

    // Records that do not compress, so that a full disk is felt soon.
    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(SiloProcess silo, int number)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var events = Enumerable.Range(0, 20).Select(i => new { timestamp = time, service = "orders", level = "info", message = $"{number}.{i} {Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(600))}" });
        using var answer = await silo.Client.PostAsJsonAsync("/api/events", events);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
