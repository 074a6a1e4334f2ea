using System.Globalization;
using System.Text.Json;
using EventFlow.Client;

namespace EventFlow.Cli.Tail;

/// <summary>The list of open alerts, all pages of it.</summary>
internal static class OpenAlerts
{
    private const int PageSize = 200;

    /// <summary>Asks for all that fire, are acknowledged, or lack data.</summary>
    /// <exception cref="HttpRequestException">The silo does not answer, or refuses; then it carries the status.</exception>
    public static async Task<IReadOnlyList<JsonElement>> ListAsync(HttpClient http, Credential credential, string? service, CancellationToken cancellation)
    {
        var alerts = new List<JsonElement>();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address(service, alerts.Count));
            credential.ApplyTo(request);
            using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            var page = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
            var items = page.GetProperty("items").EnumerateArray().ToList();
            alerts.AddRange(items);
            if (items.Count == 0 || alerts.Count >= page.GetProperty("total").GetInt32())
            {
                return alerts;
            }
        }
    }

    private static string Address(string? service, int offset) => string.Create(
        CultureInfo.InvariantCulture,
        $"api/alerts?state=firing&state=acknowledged&state=noData&offset={offset}&limit={PageSize}{(service is null ? "" : "&service=" + Uri.EscapeDataString(service))}");
}
