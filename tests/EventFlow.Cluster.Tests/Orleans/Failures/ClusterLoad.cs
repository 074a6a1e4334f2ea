using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>Senders of log records of one service and samples of many series, with ids. What one silo does not take, the next is given under the same ids. Thread safe.</summary>
/// <param name="silos">Those that are there at the moment.</param>
/// <param name="begin">Event time of record 0, in ms since 1970; each is a millisecond later.</param>
internal sealed class ClusterLoad(Func<IReadOnlyList<SiloProcess>> silos, long begin)
{
    /// <summary>The service that the records are of.</summary>
    public const string Service = "load";

    /// <summary>The service that the samples are of.</summary>
    public const string Gauges = "gauges";

    private const int BatchSize = 50;
    private const int SamplesInBatch = 4;

    // So many that each has fewer samples than it keeps one by one, and that every silo has some of them.
    private const int Series = 600;
    private const int Questions = 8;
    private const int Senders = 4;
    private const int PageSize = 10_000;
    private const long Hour = 3_600_000;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Gentle = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<int, bool> _acknowledged = new();
    private int _next = -1;
    private long _acknowledgedAt;

    /// <summary>Events that were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count * (BatchSize + SamplesInBatch);

    /// <summary>When an acknowledgement came last, as a time stamp of <see cref="Stopwatch"/>.</summary>
    public long AcknowledgedAt => Volatile.Read(ref _acknowledgedAt);

    /// <summary>Sends until it is told to stop.</summary>
    public Task SendAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender, stop), CancellationToken.None)));

    // How many records and samples with ids of their own the log holds; all that were acknowledged are among them.
    private async Task<(int Records, int Samples)> CheckStoredAsync(HttpClient client)
    {
        var (records, samples) = (await RecordsAsync(client), await SamplesAsync(client));
        Assert.Empty(_acknowledged.Keys.SelectMany(static batch => Enumerable.Range(batch * BatchSize, BatchSize)).Except(records).Take(5));
        Assert.Empty(_acknowledged.Keys.SelectMany(static batch => Enumerable.Range(batch * SamplesInBatch, SamplesInBatch)).Except(samples).Take(5));
        return (records.Count, samples.Count);
    }

    /// <summary>Compares what services and series count with the log; waits for what is still on its way. The log may grow meanwhile: it still takes what a sender waits for no longer.</summary>
    public async Task CheckCountedAsync(HttpClient client, TimeSpan patience)
    {
        var stored = await CheckStoredAsync(client);
        foreach (var (what, storedOf, count) in new (string, Func<(int Records, int Samples), int>, Func<Task<long>>)[]
        {
            ("records of the service", static s => s.Records, () => CountedAsync(client, Service, "logs")),
            ("samples of the service", static s => s.Samples, () => CountedAsync(client, Gauges, "samples")),
            ("samples of the series", static s => s.Samples, () => PointsAsync(client)),
        })
        {
            for (var clock = Stopwatch.StartNew(); ; await Task.Delay(Pause))
            {
                var counted = await count();
                if (counted > storedOf(stored)) stored = await CheckStoredAsync(client);
                if (counted == storedOf(stored)) break;
                Assert.True(counted < storedOf(stored), $"The log holds {storedOf(stored)} {what} with ids of their own; {counted} are counted.");
                Assert.True(clock.Elapsed < patience, $"The log holds {storedOf(stored)} {what} with ids of their own; {counted} are counted after {patience}.");
            }
        }
    }

    private async Task SendAsync(int sender, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var batch = Interlocked.Increment(ref _next);
            List<object> events =
            [
                .. Enumerable.Range(batch * BatchSize, BatchSize).Select(n => new { id = $"load-{n}", timestamp = begin + n, service = Service, level = "info", message = $"record {n}" }),
                .. Enumerable.Range(batch * SamplesInBatch, SamplesInBatch).Select(n => new { id = $"gauge-{n}", timestamp = begin + n, service = Gauges, metric = MetricOf(n), value = n }),
            ];
            for (var tries = 0; !stop.IsCancellationRequested && !await IsTakenAsync(silos(), sender + tries, events); tries++) await Task.Delay(Pause, CancellationToken.None);
            if (stop.IsCancellationRequested) return;
            _acknowledged[batch] = true;
            Volatile.Write(ref _acknowledgedAt, Stopwatch.GetTimestamp());
            await Task.Delay(Gentle, CancellationToken.None);
        }
    }

    private static async Task<bool> IsTakenAsync<T>(IReadOnlyList<SiloProcess> silos, int turn, List<T> events)
    {
        try
        {
            if (silos.Count == 0) return false;
            using var limit = new CancellationTokenSource(AnswerLimit);
            using var answer = await silos[turn % silos.Count].Client.PostAsJsonAsync("/api/events", events, limit.Token);
            return answer.StatusCode == HttpStatusCode.Accepted;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // That one is gone; what it acknowledged counts, what it did not is sent to another.
            return false;
        }
    }

    private static string MetricOf(int sample) => $"depth_{sample % Series}";

    private static Task<HashSet<int>> RecordsAsync(HttpClient client) => ReadAsync(client, StreamNames.Logs, static item =>
        item.GetProperty("message").GetString() is { } text && text.StartsWith("record ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(7), null) : null);

    private static Task<HashSet<int>> SamplesAsync(HttpClient client) => ReadAsync(client, StreamNames.Metrics, static item =>
        item.GetProperty("service").GetString() == Gauges ? (int)item.GetProperty("value").GetDouble() : null);

    private static async Task<HashSet<int>> ReadAsync(HttpClient client, string stream, Func<JsonElement, int?> numberOf)
    {
        var stored = new HashSet<int>();
        for (var (cursor, more) = ("", true); more;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/streams/{stream}/events?limit={PageSize}{cursor}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
                if (numberOf(item) is { } number) stored.Add(number);
            cursor = "&cursor=" + Uri.EscapeDataString(page.GetProperty("next").GetString()!);
            more = page.GetProperty("more").GetBoolean();
        }

        return stored;
    }

    private static async Task<long> CountedAsync(HttpClient client, string name, string what)
    {
        var page = await client.GetFromJsonAsync<JsonElement>("/api/services?limit=500");
        var service = page.GetProperty("items").EnumerateArray().FirstOrDefault(s => s.GetProperty("service").GetString() == name);
        return service.ValueKind == JsonValueKind.Object ? service.GetProperty(what).GetInt64() : 0;
    }

    // What the series themselves have: where one had to ask the log its answer would show nothing.
    private async Task<long> PointsAsync(HttpClient client)
    {
        var points = 0L;
        await Parallel.ForEachAsync(Enumerable.Range(0, Series), new ParallelOptions { MaxDegreeOfParallelism = Questions }, async (n, cancellationToken) =>
        {
            var series = Uri.EscapeDataString($"{MetricOf(n)}{{service=\"{Gauges}\"}}");
            var data = await client.GetFromJsonAsync<JsonElement>($"/api/series/data?series={series}&from={begin}&to={begin + Hour}&points=5000", cancellationToken);
            Assert.Equal("memory", data.GetProperty("tier").GetString());
            Interlocked.Add(ref points, data.GetProperty("points").GetArrayLength());
        });
        return points;
    }
}
