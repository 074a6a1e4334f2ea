using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>Senders of log records with ids. What one silo does not take, the next is given under the same ids. Thread safe.</summary>
/// <param name="silos">Those that are there at the moment.</param>
/// <param name="begin">Event time of record 0, in ms since 1970; each is a millisecond later.</param>
internal sealed class ClusterLoad(Func<IReadOnlyList<SiloProcess>> silos, long begin)
{
    /// <summary>The service that the records are of.</summary>
    public const string Service = "load";

    private const int BatchSize = 50;
    private const int Senders = 4;
    private const int PageSize = 10_000;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Gentle = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<int, bool> _acknowledged = new();
    private int _next = -1;
    private long _acknowledgedAt;

    /// <summary>Events that were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count * BatchSize;

    /// <summary>When an acknowledgement came last, as a time stamp of <see cref="Stopwatch"/>.</summary>
    public long AcknowledgedAt => Volatile.Read(ref _acknowledgedAt);

    /// <summary>Sends until it is told to stop.</summary>
    public Task SendAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender, stop), CancellationToken.None)));

    /// <summary>How many records with ids of their own the log holds; all that were acknowledged are among them.</summary>
    public async Task<int> CheckStoredAsync(HttpClient client)
    {
        var stored = await ReadAsync(client);
        Assert.Empty(_acknowledged.Keys.SelectMany(static batch => Enumerable.Range(batch * BatchSize, BatchSize)).Except(stored).Take(5));
        return stored.Count;
    }

    /// <summary>Compares what the service counts with the log; waits for what is still on its way.</summary>
    public static async Task CheckCountedAsync(HttpClient client, int stored, TimeSpan patience)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            var counted = await CountedAsync(client);
            if (counted == stored) return;
            Assert.True(counted < stored, $"The log holds {stored} records with ids of their own; the service counts {counted}.");
            Assert.True(clock.Elapsed < patience, $"The log holds {stored} records with ids of their own; the service counts {counted} after {patience}.");
        }
    }

    private async Task SendAsync(int sender, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var batch = Interlocked.Increment(ref _next);
            var events = Enumerable.Range(batch * BatchSize, BatchSize).Select(n => new { id = $"load-{n}", timestamp = begin + n, service = Service, level = "info", message = $"record {n}" }).ToList();
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

    private static async Task<HashSet<int>> ReadAsync(HttpClient client)
    {
        var stored = new HashSet<int>();
        for (var (cursor, more) = ("", true); more;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/streams/{StreamNames.Logs}/events?limit={PageSize}{cursor}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
                if (item.GetProperty("message").GetString() is { } text && text.StartsWith("record ", StringComparison.Ordinal)) stored.Add(int.Parse(text.AsSpan(7), null));
            cursor = "&cursor=" + Uri.EscapeDataString(page.GetProperty("next").GetString()!);
            more = page.GetProperty("more").GetBoolean();
        }

        return stored;
    }

    private static async Task<long> CountedAsync(HttpClient client)
    {
        var page = await client.GetFromJsonAsync<JsonElement>("/api/services?limit=500");
        var service = page.GetProperty("items").EnumerateArray().FirstOrDefault(static s => s.GetProperty("service").GetString() == Service);
        return service.ValueKind == JsonValueKind.Object ? service.GetProperty("logs").GetInt64() : 0;
    }
}
