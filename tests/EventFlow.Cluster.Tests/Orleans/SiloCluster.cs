using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>Silos as processes on loopback that form a cluster through one database, each with a data directory and ports of its own.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private const int Complaints = 40;
    private const int LongestComplaint = 400;

    private readonly TempDirectory _data = new();
    private readonly ITestOutputHelper _output;
    private readonly Dictionary<string, string> _settings;
    private readonly List<SiloProcess> _silos = [];
    private readonly Dictionary<SiloProcess, Start> _starts = [];
    private int _made;

    /// <param name="connection">The database, with the schema.</param>
    /// <param name="output">Where it says at its end what the silos complained of; shown of a test that failed.</param>
    /// <param name="settings">Settings of all silos besides those of the cluster.</param>
    public SiloCluster(string connection, ITestOutputHelper output, IReadOnlyDictionary<string, string>? settings = null)
    {
        _output = output;
        _settings = new()
        {
            ["EventFlow:Cluster:Mode"] = "Postgres",
            ["EventFlow:Cluster:ClusterId"] = "test",
            ["EventFlow:Postgres:ConnectionString"] = connection,
            ["EventFlow:Streams:Provider"] = "postgres",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) _settings[key] = value;
    }

    /// <summary>All that were started, in this order.</summary>
    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Those that were not ended on purpose.</summary>
    public IReadOnlyList<SiloProcess> Alive { get; private set; } = [];

    /// <summary>Starts a silo and waits until it is ready.</summary>
    public async Task<SiloProcess> AddAsync(IReadOnlyDictionary<string, string>? more = null, SiloPlace? place = null) => await ReadyAsync(Launch(more, place));

    /// <summary>Starts a silo and does not wait.</summary>
    public SiloProcess Launch(IReadOnlyDictionary<string, string>? more = null, SiloPlace? place = null)
    {
        var folder = _data[$"silo-{++_made}"];
        Directory.CreateDirectory(folder);
        var settings = new Dictionary<string, string>(_settings)
        {
            ["EventFlow:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["EventFlow:Cluster:SiloName"] = $"silo-{_made}",
        };
        foreach (var (key, value) in more ?? new Dictionary<string, string>()) settings[key] = value;
        return Launch(new(folder, settings, FreePort.Next(), place));
    }

    /// <summary>Ends a silo as <c>kill -9</c> does.</summary>
    public Task KillAsync(SiloProcess silo)
    {
        Alive = [.. Alive.Except([silo])];
        return silo.Kill();
    }

    /// <summary>Ends a silo as its operator does (SIGTERM).</summary>
    public async Task StopAsync(SiloProcess silo)
    {
        Alive = [.. Alive.Except([silo])];
        Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(60)));
    }

    /// <summary>Starts a silo that has ended again, on its data and ports, perhaps another build of it, and waits until it is ready.</summary>
    public Task<SiloProcess> AddAgainAsync(SiloProcess ended, SiloPlace? place = null)
    {
        Alive = [.. Alive.Except([ended])];
        var start = _starts[ended];
        return ReadyAsync(Launch(start with { Place = place ?? start.Place }));
    }

    /// <summary>Waits until a silo answers that all partitions are processed to their ends; says how long that took.</summary>
    public static async Task<TimeSpan> ProcessedAsync(HttpClient client, TimeSpan patience)
    {
        var last = "no answer";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience; await Task.Delay(100))
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                var system = await client.GetFromJsonAsync<JsonElement>("/api/system", limit.Token);
                var behind = system.GetProperty("streams").EnumerateArray().Where(static s => s.GetProperty("lag").GetInt64() > 0).ToList();
                if (behind.Count == 0) return clock.Elapsed;
                last = string.Join(" | ", behind.Select(static s => s.GetRawText()));
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
            {
                last = e.Message;
            }
        }

        throw new TimeoutException($"Expected all partitions to be processed within {patience}; last: {last}");
    }

    private static async Task<SiloProcess> ReadyAsync(SiloProcess silo)
    {
        await silo.WaitUntilReady(TimeSpan.FromSeconds(120));
        return silo;
    }

    private SiloProcess Launch(Start start)
    {
        var silo = SiloProcess.Launch(start.Folder, start.Settings, port: start.Port, place: start.Place);
        _starts[silo] = start;
        _silos.Add(silo);
        Alive = [.. Alive, silo];
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
            var lines = silo.Output.Split('\n').Where(static l => l.Contains("warn:") || l.Contains("fail:") || l.Contains("crit:")).Select(static l => l.Length > LongestComplaint ? l[..LongestComplaint] : l).ToList();

            // What the partitions say is shown in any case: where something is missing it went there.
            var told = lines.Where(static l => l.Contains("Ingestion", StringComparison.Ordinal)).TakeLast(Complaints).Union(lines.TakeLast(Complaints));
            _output.WriteLine($"{silo.Url} complained: {string.Join('\n', told)}");
        }

        _data.Dispose();
    }

    private sealed record Start(string Folder, IReadOnlyDictionary<string, string> Settings, int Port, SiloPlace? Place);
}
