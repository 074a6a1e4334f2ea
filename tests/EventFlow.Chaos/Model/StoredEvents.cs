using System.Net.Http.Headers;
using System.Text.Json;

namespace EventFlow.Chaos.Model;

/// <summary>What the log holds, read back by the API: all of it, and the effective view, in which an id or a number of a producer counts once.</summary>
internal sealed class StoredEvents(Ledger ledger)
{
    private static readonly string[] Streams = [StreamNames.Metrics, StreamNames.Logs, StreamNames.Domain];

    private readonly Dictionary<string, string> _cursors = [];
    private readonly Dictionary<string, int> _times = [];
    private readonly Dictionary<(string Stream, string Service, string Id), string> _firstOfId = [];

    /// <summary>Events in the log, repetitions included.</summary>
    public long Raw { get; private set; }

    /// <summary>Repetitions in the log that count nowhere: a retry that the gateway did not know again.</summary>
    public long Repeats { get; private set; }

    /// <summary>Effective events by service and kind.</summary>
    public Dictionary<(string Service, EventKind Kind), long> Counts { get; } = [];

    /// <summary>Effective events by stream and partition.</summary>
    public Dictionary<(string Stream, int Partition), long> Partitions { get; } = [];

    /// <summary>Effective samples by series: number and sum.</summary>
    public Dictionary<SeriesId, (long Count, double Sum)> Series { get; } = [];

    /// <summary>Event times of error records by service, and of the newest record.</summary>
    public Dictionary<string, (List<long> Errors, long Newest)> Logs { get; } = [];

    public bool Has(string key) => _times.ContainsKey(key);

    /// <summary>Reads what has come since the last time.</summary>
    public async Task ReadOn(HttpClient client)
    {
        foreach (var stream in Streams)
        {
            while (await ReadPage(client, stream))
            {
            }
        }
    }

    private async Task<bool> ReadPage(HttpClient client, string stream)
    {
        var cursor = _cursors.TryGetValue(stream, out var known) ? $"&cursor={Uri.EscapeDataString(known)}" : "";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/streams/{stream}/events?limit=10000{cursor}") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } } };
        using var answer = await client.SendAsync(request);
        await using var body = await answer.Content.ReadAsStreamAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{request.RequestUri}: {(int)answer.StatusCode} {await new StreamReader(body).ReadToEndAsync()}");
        using var page = await JsonDocument.ParseAsync(body);
        foreach (var item in page.RootElement.GetProperty("items").EnumerateArray()) Take(item);
        if (page.RootElement.TryGetProperty("lost", out var lost) && lost.GetArrayLength() > 0) ledger.Deviate($"{stream} lost events: {lost.GetRawText()}");
        _cursors[stream] = page.RootElement.GetProperty("next").GetString()!;
        return page.RootElement.GetProperty("more").GetBoolean();
    }

    private void Take(JsonElement item)
    {
        Raw++;
        var at = item.GetProperty("$at");
        var key = item.GetProperty("attributes").GetProperty(SentEvent.KeyAttribute).GetString()!;
        if (ledger.Find(key) is not { } sent)
        {
            ledger.Deviate($"nobody sent what is stored at {at.GetRawText()}: {item.GetRawText()}");
            return;
        }

        var times = _times[key] = _times.GetValueOrDefault(key) + 1;
        var stream = at.GetProperty("stream").GetString()!;
        var isFirst = sent.Id is null ? times == 1 : _firstOfId.TryAdd((stream, sent.Service, sent.Id), key);
        if (isFirst) Count(sent, stream, at.GetProperty("partition").GetInt32());
        else Repeats++;
        if (isFirst && ledger.IsImpostor(key)) ledger.Deviate($"{key} came before the event whose id it bears, though that had been acknowledged");
    }

    private void Count(SentEvent sent, string stream, int partition)
    {
        Add(Counts, (sent.Service, sent.Kind));
        Add(Partitions, (stream, partition));
        if (sent.Kind == EventKind.Log) CountLog(sent);
        if (sent.Kind != EventKind.Metric) return;
        var series = SeriesId.Create(sent.Service, sent.Name, LabelSet.Empty);
        var (count, sum) = Series.GetValueOrDefault(series);
        Series[series] = (count + 1, sum + sent.Value);
    }

    private void CountLog(SentEvent sent)
    {
        var (errors, newest) = Logs.TryGetValue(sent.Service, out var known) ? known : ([], long.MinValue);
        if (sent.Name == "error") errors.Add(sent.Time);
        Logs[sent.Service] = (errors, Math.Max(newest, sent.Time));
    }

    private static void Add<T>(Dictionary<T, long> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
