using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace EventFlow.Acceptance.Tests;

/// <summary>Reads the alerts of a silo as a client would.</summary>
internal static class Alerts
{
    public static async Task<IReadOnlyList<JsonElement>> List(HttpClient client, string service) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/alerts?service={service}&limit=100")).GetProperty("items").EnumerateArray()];

    public static async Task<IReadOnlyList<JsonElement>> WaitFor(HttpClient client, string service, Func<IReadOnlyList<JsonElement>, bool> enough, string what)
    {
        IReadOnlyList<JsonElement> alerts = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(100))
            if (enough(alerts = await List(client, service))) return alerts;
        throw new TimeoutException($"Expected {what} within 30 s; {service} has: {string.Join(" | ", alerts.Select(static alert => alert.GetRawText()))}");
    }

    public static string State(this JsonElement alert) => alert.GetProperty("state").GetString()!;

    public static string Id(this JsonElement alert) => alert.GetProperty("id").GetString()!;
}
