using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventFlow.Notifications;

/// <summary>Requests with a JSON body, and what is read of JSON answers.</summary>
internal static class JsonRequests
{
    // Members that are null are left out: providers take them for values.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Bytes(object body) => JsonSerializer.SerializeToUtf8Bytes(body, Json);

    public static HttpRequestMessage Post(Uri url, byte[] body, string? bearer = null) => Request(HttpMethod.Post, url, body, bearer);

    public static HttpRequestMessage Request(HttpMethod method, Uri url, byte[] body, string? bearer = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("EventFlow", "1"));
        if (bearer is not null) request.Headers.Authorization = new("Bearer", bearer);
        return request;
    }

    /// <summary>The root object of an answer; an undefined element when it is none.</summary>
    public static JsonElement Read(string? answer)
    {
        if (answer is null) return default;
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null : null;

    public static bool? Flag(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    public static double? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;

    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A code of a provider's closed list, fit for a text of ours: what it wrote beyond that may be anything.</summary>
    public static string Code(string? code) => code is { Length: > 0 and <= 40 } && code.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_') ? code : "an error";
}
