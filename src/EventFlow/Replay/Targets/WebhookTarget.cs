using System.Globalization;
using System.Net.Http.Headers;

namespace EventFlow.Replay;

/// <summary>Posts the events to a URL as lines of JSON. A group that is sent again, after a failure or a crash, has the same <c>Idempotency-Key</c>.</summary>
internal sealed class WebhookTarget(string id, Uri url, ReplayResult before, HttpClient http, TimeProvider time) : GroupTarget(before)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "replay";

    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    protected override async ValueTask<int> SendAsync(long number, IReadOnlyList<StoredEvent> group, CancellationToken cancellationToken)
    {
        using var lines = new EventLines();
        foreach (var stored in group) lines.Add(stored);
        var body = lines.Written.ToArray();
        for (var attempt = 0; ; attempt++)
        {
            if (await PostAsync(body, number, cancellationToken) is not { } fault) return 0;
            if (attempt == Waits.Length) throw new ReplayHaltedException($"{url.Scheme}://{url.Authority} did not take events after {attempt + 1} attempts: {fault}. Resume the replay when it does; what it took is not sent again.");
            await Task.Delay(Waits[attempt], time, cancellationToken);
        }
    }

    public override ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> PostAsync(byte[] body, long number, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"{id}-{number}"));
            request.Headers.Add("X-EventFlow-Replay", id);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {http.Timeout.TotalSeconds:0.#} s";
        }
    }
}
