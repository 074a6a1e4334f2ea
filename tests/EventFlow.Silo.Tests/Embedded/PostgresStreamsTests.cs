using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.Postgres;
using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Embedded;

/// <summary>The silo with its events in PostgreSQL, from outside.</summary>
public sealed class PostgresStreamsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory _data = new();
    private PostgresServer _server = null!;
    private Dictionary<string, string> _settings = [];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        _server = await PostgresServer.StartAsync();
        _settings = new() { ["EventFlow:Streams:Provider"] = "postgres", ["EventFlow:Postgres:ConnectionString"] = await _server.CreateDatabaseAsync(), ["EventFlow:Postgres:EventLog:AppendTimeout"] = "00:00:01" };
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = _settings["EventFlow:Postgres:ConnectionString"] });
        await PostgresSchema.ApplyAsync(source);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Ingest_WhileDatabaseAndSiloAreKilled_KeepsWhatWasAcknowledgedAndCountsItOnce()
    {
        var (sent, silo) = (0, await SiloProcess.Start(_data.Path, _settings));
        try
        {
            for (; sent < 40; sent++) await PostUntilStored(silo, sent);
            await _server.KillAsync();
            using (var refused = await Post(silo, sent))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.NotNull(refused.Headers.RetryAfter);
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.Client.GetAsync("/ready")).StatusCode);
            await _server.StartAgainAsync();
            for (; sent < 80; sent++) await PostUntilStored(silo, sent);

            // What listens for what others store comes back by itself, perhaps a moment later.
            await Until(async () => (await silo.Client.GetAsync("/ready")).IsSuccessStatusCode, () => Task.FromResult($"It stores again but was never ready.{Environment.NewLine}{silo.Output}"));
            await silo.Kill();
            await silo.DisposeAsync();

            silo = await SiloProcess.Start(_data.Path, _settings);
            for (; sent < 100; sent++) await PostUntilStored(silo, sent);
            await Until(async () => await SamplesOf(silo) == 1_000, async () => $"{await SamplesOf(silo)} samples of 1000 are applied.{Environment.NewLine}{silo.Output}");
            var stored = await silo.Client.GetFromJsonAsync<JsonElement>("/api/streams/service-metrics/events?limit=10000");
            var ids = stored.GetProperty("items").EnumerateArray().Select(static e => e.GetProperty("id").GetString()).ToList();
            Assert.Equal(1_000, ids.Distinct().Count());
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_WithoutItsSchemaOrWithAnUnknownProvider_EndsWithOneLine()
    {
        _settings["EventFlow:Postgres:ConnectionString"] = await _server.CreateDatabaseAsync();
        Assert.Contains("Run 'eventflow database apply'", await OutputOfFailedStart());
        _settings["EventFlow:Streams:Provider"] = "pigeons";
        Assert.Contains("EventFlow:Streams:Provider is 'pigeons'; expected one of segment-log, memory, postgres", await OutputOfFailedStart());
    }

    private async Task<string> OutputOfFailedStart()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SiloProcess.Start(_data.Path, _settings));
        Assert.DoesNotContain(PostgresServer.Password, error.Message);
        return error.Message;
    }

    private static Task<HttpResponseMessage> Post(SiloProcess silo, int number) => silo.Client.PostAsJsonAsync(
        "/api/events", Enumerable.Range(0, 10).Select(i => new { service = "payments", metric = "latency_ms", value = 1.0, labels = new { host = $"h{i}" }, id = $"{number}/{i}" }));

    private static Task PostUntilStored(SiloProcess silo, int number) => Until(
        async () =>
        {
            using var answer = await Post(silo, number);
            return answer.StatusCode == HttpStatusCode.Accepted;
        }, () => Task.FromResult($"Request {number} was never stored.{Environment.NewLine}{silo.Output}"));

    private static async Task<long> SamplesOf(SiloProcess silo)
    {
        using var answer = await silo.Client.GetAsync("/api/services/payments");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("samples").GetInt64() : 0;
    }

    private static async Task Until(Func<Task<bool>> condition, Func<Task<string>> otherwise)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, await otherwise());
            await Task.Delay(100);
        }
    }
}
