using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace EventFlow.Load;

/// <summary>Posts alerts in the form of Alertmanager's API, version 2, over one connection.</summary>
internal sealed class AlertSender : IDisposable
{
    // They stay open for the whole run: a server that holds ten thousand ended alerts is another load.
    private static readonly TimeSpan Open = TimeSpan.FromHours(2);

    private readonly HttpClient _client;
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly Uri _address;
    private readonly TimeProvider _clock;

    /// <summary>A connection that is opened with its first post.</summary>
    public AlertSender(LoadTarget target, TimeProvider clock)
    {
        (_client, _address, _clock) = (target.Connect(), new Uri(target.Url + "/api/v2/alerts"), clock);
    }

    /// <summary>Posts alerts in one request, as having begun now, and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">They were not taken.</exception>
    public async Task PostAsync(IEnumerable<LoadAlert> alerts)
    {
        Write(alerts);
        using var content = new ReadOnlyMemoryContent(_body.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _client.PostAsync(_address, content).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{_address} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync().ConfigureAwait(false)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Write(IEnumerable<LoadAlert> alerts)
    {
        _body.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_body);
        var now = _clock.GetUtcNow();
        var (starts, ends) = (now.ToString("O", CultureInfo.InvariantCulture), (now + Open).ToString("O", CultureInfo.InvariantCulture));
        json.WriteStartArray();
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WriteStartObject("labels");
            json.WriteString("alertname", "LoadHighCpu");
            json.WriteString("service", alert.Service);
            json.WriteString("severity", "warning");
            json.WriteString("instance", alert.Id + ":9100");
            json.WriteString(LoadAlert.IdLabel, alert.Id);
            json.WriteEndObject();
            json.WriteStartObject("annotations");
            json.WriteString("summary", $"CPU of {alert.Id} is at 93.4 %, above its limit of 90 %");
            json.WriteString("value", "93.4");
            json.WriteEndObject();
            json.WriteString("startsAt", starts);
            json.WriteString("endsAt", ends);
            json.WriteString("generatorURL", "http://127.0.0.1/graph");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
