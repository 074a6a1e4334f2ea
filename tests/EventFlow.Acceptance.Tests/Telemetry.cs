using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EventFlow.Acceptance.Tests;

/// <summary>
/// Plays a service to a silo. Event time runs on its own, five seconds a tick, so that minutes of a service's life pass in as long as the requests take.
/// </summary>
internal sealed class Telemetry(HttpClient client, string service, long start)
{
    private const long Step = 5_000;
    private int _ticks;

    /// <summary>Event time of the next tick, unix ms.</summary>
    public long Now => start + _ticks * Step;

    /// <summary>The same service, at the same event time, talking through another client.</summary>
    public Telemetry On(HttpClient other) => new(other, service, start) { _ticks = _ticks };

    /// <summary>Ticks in which everything is as always.</summary>
    public Task Normal(int ticks) => Send(ticks, latency: 40, errorRate: 0.2, errorLogs: 0);

    /// <summary>Ticks in which the service is slow, fails often and logs errors.</summary>
    public Task Broken(int ticks) => Send(ticks, latency: 900, errorRate: 35, errorLogs: 12);

    private async Task Send(int ticks, double latency, double errorRate, int errorLogs)
    {
        for (var i = 0; i < ticks; i++, _ticks++)
        {
            // A small wave: a series that never moves is a special case of its own.
            var wave = Math.Sin(_ticks * 0.7);
            var events = new List<object>
            {
                Metric("latency_ms", latency * (1 + 0.05 * wave), "ms"),
                Metric("error_rate_percent", errorRate * (1 + 0.1 * wave), "percent"),
                Metric("requests_per_second", 100 + 4 * wave, "1/s"),
                Log("info", "request served"),
            };
            for (var n = 0; n < errorLogs; n++) events.Add(Log("error", $"gateway timed out, try {n}"));
            await Post(client, events);
        }
    }

    private object Metric(string metric, double value, string unit) => new { id = $"{service}-{metric}-{Now}", timestamp = Now, service, metric, value, unit };

    private object Log(string level, string message) => new { timestamp = Now, service, level, message };

    /// <summary>Sends events and returns the answer, which has to say that all were accepted.</summary>
    public static async Task<JsonElement> Post(HttpClient client, IReadOnlyList<object> events)
    {
        using var answer = await client.PostAsJsonAsync("/api/events", events);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{(int)answer.StatusCode} {body}");
        var document = JsonDocument.Parse(body).RootElement;
        Assert.Equal(events.Count, document.GetProperty("accepted").GetInt32());
        return document;
    }
}
