using System.Globalization;
using System.Net;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Sink;

/// <summary>Writes what a sink was sent: notifications in words, other JSON as it came.</summary>
internal sealed class SinkPrinter(CommandContext context, bool json)
{
    private const int MaxAlerts = 20;

    /// <summary>The sink listens.</summary>
    public void Listening(string url)
    {
        if (!json) context.Out.MarkupLine($"[grey]Listening on[/] {Markup.Escape(url)}[grey], for example as the url of a webhook channel. Ctrl-C ends.[/]");
    }

    /// <summary>One request and what it was answered.</summary>
    public void Request(HttpListenerRequest request, byte[] body, int status, string? trouble, bool isRepeated)
    {
        var root = Read(body);
        if (json)
        {
            if (root.ValueKind == JsonValueKind.Object) context.Out.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(root));
            return;
        }
        var at = context.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var colour = status < 300 ? "green" : "red";
        var remarks = (trouble is null ? "" : $" [red]{trouble}[/]") + (isRepeated ? " [yellow]again, same Idempotency-Key[/]" : "");
        if (IsNotification(root)) Notification(at, root, $"[{colour}]{status}[/]{remarks}");
        else
        {
            context.Out.MarkupLine($"[grey]{at}[/]  {request.HttpMethod} {Markup.Escape(request.Url!.AbsolutePath)}  [{colour}]{status}[/]{remarks}");
            if (root.ValueKind == JsonValueKind.Object) context.Out.WriteLine(JsonSerializer.Serialize(root, Indented));
        }
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private void Notification(string at, JsonElement root, string answered)
    {
        var status = Text(root, "status");
        context.Out.MarkupLine(
            $"[grey]{at}[/]  [{(status == "resolved" ? "green" : "bold red")}]{Markup.Escape(status.ToUpperInvariant())}[/]  {Markup.Escape(Text(root, "groupKey"))}  [grey]{Markup.Escape(Text(root, "notification_reason"))}, to {Markup.Escape(Text(root, "receiver"))}[/]  {answered}");
        foreach (var alert in root.GetProperty("alerts").EnumerateArray().Take(MaxAlerts))
        {
            var labels = alert.TryGetProperty("labels", out var found) ? found : default;
            var annotations = alert.TryGetProperty("annotations", out var texts) ? texts : default;
            context.Out.MarkupLine($"          {Markup.Escape(Text(alert, "status")),-9} {Markup.Escape(Text(labels, "severity")),-9} [bold]{Markup.Escape(Text(labels, "alertname"))}[/]  {Markup.Escape(Text(annotations, "summary"))}");
        }
        var more = root.GetProperty("alerts").GetArrayLength() - MaxAlerts;
        if (more > 0) context.Out.MarkupLine($"          [grey]and {more} more[/]");
    }

    private static bool IsNotification(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("groupKey", out _) && root.TryGetProperty("alerts", out var alerts) && alerts.ValueKind == JsonValueKind.Array;

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
