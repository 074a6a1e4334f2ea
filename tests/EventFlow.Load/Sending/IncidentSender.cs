using System.Globalization;
using System.Text;

namespace EventFlow.Load;

/// <summary>Sends one sample beyond the limit per request, each of another service.</summary>
internal sealed class IncidentSender : ILoadSender
{
    /// <summary>Begin of the names of the services that have incidents.</summary>
    public const string Prefix = "incident-";

    /// <summary>The metric that crosses the limit.</summary>
    public const string Metric = "load_incident_ms";

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _clock;

    /// <summary>A connection to a server.</summary>
    public IncidentSender(LoadTarget target, TimeProvider clock)
    {
        (_client, _address, _clock) = (target.Connect(), new Uri(target.Url + "/api/events"), clock);
    }

    /// <summary>The service of an incident.</summary>
    public static string ServiceOf(long incident) => Prefix + incident.ToString("000000", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public BatchKey Begin(long request) => new("", request);

    /// <inheritdoc/>
    public ValueTask<LoadAnswer> SendAsync(long request, BatchKey key, CancellationToken cancellationToken) => PostAsync([request], 900, cancellationToken);

    /// <summary>Sends a sample of each of some services.</summary>
    public async ValueTask<LoadAnswer> PostAsync(IEnumerable<long> incidents, int value, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var events = incidents.Select(n => string.Create(
            CultureInfo.InvariantCulture, $"{{\"timestamp\":{now},\"service\":\"{ServiceOf(n)}\",\"metric\":\"{Metric}\",\"value\":{value},\"unit\":\"ms\"}}")).ToList();
        using var content = new StringContent($"[{string.Join(',', events)}]", Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _client.PostAsync(_address, content, cancellationToken).ConfigureAwait(false);
            return new LoadAnswer((int)answer.StatusCode, answer.IsSuccessStatusCode ? events.Count : 0, answer.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
