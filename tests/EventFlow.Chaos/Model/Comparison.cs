using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.Chaos.Incidents;

namespace EventFlow.Chaos.Model;

/// <summary>Compares a silo at rest with the ledger. What is missing is waited for; what is too much is wrong at once.</summary>
internal sealed class Comparison(Ledger ledger, StoredEvents stored, Webhooks webhooks)
{
    private const int ErrorMinutes = 5;
    private const int ErrorSpans = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Acknowledged events that are not stored.</summary>
    public int Lost { get; private set; }

    /// <summary>Events that count twice somewhere, alerts and messages that came twice.</summary>
    public int Doubled { get; private set; }

    /// <summary>Everything that has to hold at a quiet point.</summary>
    public async Task Check(HttpClient client, IReadOnlyCollection<Incident> firing, IReadOnlyCollection<Incident> over)
    {
        await stored.ReadOn(client);
        CheckStored();
        await WaitFor("services count what is stored", () => CheckServices(client));
        foreach (var incident in firing) await WaitFor($"{incident.Service} has one alert, firing, and is told of once", () => CheckAlert(client, incident, "firing", 1));
        foreach (var incident in over) await WaitFor($"{incident.Service} has one alert, resolved, and its beginning and its end are told once", () => CheckAlert(client, incident, "resolved", 2));
    }

    /// <summary>No service but those in trouble has an alert.</summary>
    public async Task CheckNoOthers(HttpClient client, IReadOnlyCollection<Incident> incidents)
    {
        var known = incidents.Select(static i => (i.Service, i.RuleId)).ToHashSet();
        for (int offset = 0, total = 1; offset < total; offset += 500)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/alerts?limit=500&offset={offset}");
            total = page.GetProperty("total").GetInt32();
            foreach (var alert in page.GetProperty("items").EnumerateArray().Where(a => !known.Contains((Text(a, "service"), Text(a, "ruleId"))))) ledger.Deviate($"nobody expected this alert: {alert.GetRawText()}");
        }

        foreach (var call in webhooks.Calls.Where(c => incidents.All(i => i.Service != c.Service))) ledger.Deviate($"nobody expected to be told of {call.Service}");
    }

    private static async Task<string> Await(Func<Task<string?>> check)
    {
        string? wrong = null;
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < Patience; await Task.Delay(Pause))
            if ((wrong = await check()) is null or ['!', ..]) break;
        return wrong ?? "";
    }

    private async Task WaitFor(string what, Func<Task<string?>> check)
    {
        if (await Await(check) is { Length: > 0 } wrong) ledger.Deviate($"{what}: {wrong.TrimStart('!')}");
    }

    private void CheckStored()
    {
        var lost = ledger.Acknowledged.Where(key => !stored.Has(key)).ToList();
        Lost = lost.Count;
        if (lost.Count > 0) ledger.Deviate($"{lost.Count} acknowledged events are not stored, {lost[0]} among them");
    }

    private async Task<string?> CheckServices(HttpClient client)
    {
        var (wrong, isTooMuch) = (new List<string>(), false);
        for (int offset = 0, total = 1; offset < total; offset += 500)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/services?limit=500&offset={offset}");
            total = page.GetProperty("total").GetInt32();
            foreach (var status in page.GetProperty("items").EnumerateArray())
            {
                var service = Text(status, "service");
                foreach (var (name, kind) in (ReadOnlySpan<(string, EventKind)>)[("samples", EventKind.Metric), ("logs", EventKind.Log)])
                {
                    var (counted, expected) = (status.GetProperty(name).GetInt64(), stored.Counts.GetValueOrDefault((service, kind)));
                    if (counted == expected) continue;
                    isTooMuch |= counted > expected;
                    wrong.Add($"{service} counts {counted} {name}, {expected} are stored");
                    if (counted > expected) Doubled += (int)(counted - expected);
                }

                var (errors, known) = (status.GetProperty("logErrorRate").GetDouble() * ErrorMinutes, ErrorsOf(service));
                if (Math.Abs(errors - known) > 0.01) wrong.Add($"{service} counts {errors:0.##} errors of its last {ErrorMinutes} minutes, {known} are stored");
            }
        }

        return wrong.Count == 0 ? null : (isTooMuch ? "!" : "") + string.Join("; ", wrong.Take(10));
    }

    // By event time, in spans of 25 s, of which the newest twelve count.
    private int ErrorsOf(string service)
    {
        if (!stored.Logs.TryGetValue(service, out var logs)) return 0;
        const long span = ErrorMinutes * 60_000 / ErrorSpans;
        return logs.Errors.Count(time => time / span > (logs.Newest / span) - ErrorSpans);
    }

    private async Task<string?> CheckAlert(HttpClient client, Incident incident, string state, int messages)
    {
        var alerts = (await client.GetFromJsonAsync<JsonElement>($"/api/alerts?service={incident.Service}&limit=10")).GetProperty("items").EnumerateArray().ToList();
        if (alerts.Count > 1) return Twice($"!{alerts.Count} alerts: {string.Join(" | ", alerts.Select(static a => a.GetRawText()))}");
        if (alerts is not [var alert]) return "no alert";
        if (Text(alert, "ruleId") != incident.RuleId) return $"!the alert is of rule {Text(alert, "ruleId")}, expected {incident.RuleId}";
        if (Text(alert, "state") != state) return $"the alert is {Text(alert, "state")}: {alert.GetRawText()}";
        var detail = await client.GetFromJsonAsync<JsonElement>($"/api/alerts/{Text(alert, "id")}");
        var history = detail.GetProperty("history").EnumerateArray().Select(static h => Text(h, "to")).ToList();
        if (history.Count(static to => to == "firing") != 1 || history.Count(static to => to == "resolved") != messages - 1) return Twice($"!its history is {string.Join(", ", history)}");
        return CheckMessages(incident, detail, messages);
    }

    private string? CheckMessages(Incident incident, JsonElement detail, int messages)
    {
        string[] expected = messages == 1 ? ["firing"] : ["firing", "resolved"];
        var told = webhooks.Calls.Where(c => c.Service == incident.Service && c.Taken).GroupBy(static c => c.Key).Select(static g => g.First().Status).ToList();
        if (told.Count > messages) return Twice($"!{told.Count} messages with keys of their own were sent: {string.Join(", ", told)}");
        if (!told.Order(StringComparer.Ordinal).SequenceEqual(expected)) return $"told is {string.Join(", ", told)}";
        var outcomes = detail.GetProperty("deliveries").EnumerateArray().Select(static d => Text(d, "outcome")).ToList();
        return outcomes.Count == messages && outcomes.TrueForAll(static o => o == "sent") ? null : $"its deliveries are {string.Join(", ", outcomes)}";
    }

    private string Twice(string what)
    {
        Doubled++;
        return what;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
