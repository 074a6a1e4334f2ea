using System.Net;
using System.Text.Json;
using EventFlow.Chaos.Model;

namespace EventFlow.Chaos.Load;

/// <summary>Carries requests to the silo, which may be gone at any moment. Thread safe.</summary>
internal sealed class Courier(string url, Ledger ledger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly HttpClient _client = Client(url);

    /// <summary>Sends until it is acknowledged, the same request each time. Gives how many of its events the answer called duplicates.</summary>
    public async Task<int> Deliver(SentBatch batch, bool asImpostors = false)
    {
        while (true)
        {
            if (await TrySend(batch, asImpostors) is { } duplicates) return duplicates;
            await Task.Delay(Pause);
        }
    }

    /// <summary>Sends once; null when no answer came, or one that says to come again.</summary>
    public async Task<int?> TrySend(SentBatch batch, bool asImpostors = false)
    {
        ledger.Sending(batch, asImpostors);
        try
        {
            using var request = batch.ToRequest();
            using var answer = await _client.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.Accepted) return Accept(batch, body);
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)) ledger.Deviate($"a request was answered with {(int)answer.StatusCode}: {body}");
            return null;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            ledger.NoAnswer();
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private int Accept(SentBatch batch, string body)
    {
        using var answer = JsonDocument.Parse(body);
        var (accepted, duplicates) = (answer.RootElement.GetProperty("accepted").GetInt32(), answer.RootElement.GetProperty("duplicates").GetInt32());
        if (accepted + duplicates != batch.Events.Count) ledger.Deviate($"of {batch.Events.Count} events {accepted} were accepted and {duplicates} called duplicates: {body}");
        ledger.Answered(batch, duplicates);
        return duplicates;
    }

    private static HttpClient Client(string url)
    {
        var client = new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Add("X-Api-Key", "ef_development");
        return client;
    }
}
