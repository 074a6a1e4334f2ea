using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;
using Npgsql;

namespace EventFlow.Cluster.Tests.Orleans.Wide;

/// <summary>Three silos on loopback with PostgreSQL, for tests that leave them as they were.</summary>
public sealed class ThreeSilos(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>Partitions of each stream that services report to: more than every log has.</summary>
    public const int Partitions = 5;

    /// <summary>Events a partition may be behind.</summary>
    public const int MaxLag = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private NpgsqlDataSource? _database;
    private SiloCluster? _cluster;

    /// <summary>The silos.</summary>
    public IReadOnlyList<SiloProcess> Silos => _cluster!.Silos;

    /// <summary>Where notifications go.</summary>
    public WebhookReceiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Counterparts.Postgres is null) return;
        _database = await postgres.CreateAsync();
        Receiver = await WebhookReceiver.Start();
        _cluster = new(_database.ConnectionString + ";Password=" + PostgresServer.Password, new Silence(), new Dictionary<string, string>
        {
            ["EventFlow:Streams:Partitions"] = $"{Partitions}",
            ["EventFlow:Ingestion:MaxLag"] = $"{MaxLag}",

            // One that is frozen for a while is slow, not dead.
            ["EventFlow:Cluster:ProbeSeconds"] = "60",
            ["EventFlow:Channels:0:Id"] = "ops",
            ["EventFlow:Channels:0:Kind"] = "webhook",
            ["EventFlow:Channels:0:Settings:url"] = Receiver.Url,
            ["EventFlow:Alerting:GroupWait"] = "00:00:03",
        });
        for (var i = 0; i < 3; i++) _cluster.Launch();
        foreach (var silo in Silos) await silo.WaitUntilReady(Patience);
    }

    /// <summary>The state of the platform, as a silo tells it.</summary>
    public static Task<JsonElement> SystemAsync(SiloProcess silo) => silo.Client.GetFromJsonAsync<JsonElement>("/api/system", CancellationToken.None);

    /// <summary>Asks until an answer is as expected; fails with the last one.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isExpected, TimeSpan patience, string what)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(50, CancellationToken.None))
        {
            var answer = await ask();
            if (isExpected(answer)) return answer;
            Assert.True(clock.Elapsed < patience, $"Expected {what} within {patience.TotalSeconds} s; the last answer was {answer}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is null) return;
        await _cluster.DisposeAsync();
        await Receiver.DisposeAsync();
        await _database!.DisposeAsync();
    }

    // Outlives the tests; what the silos complained of is told by the test that fails.
    private sealed class Silence : ITestOutputHelper
    {
        public string Output => "";

        public void Write(string message)
        {
        }

        public void Write(string format, params object[] args)
        {
        }

        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
