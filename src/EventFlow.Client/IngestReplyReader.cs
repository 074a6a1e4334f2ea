using System.Net;
using System.Text.Json;

namespace EventFlow.Client;

/// <summary>Turns the answer of <c>POST /api/events</c> into an <see cref="IngestResult"/>; an answer of a proxy in between must not break it.</summary>
internal static class IngestReplyReader
{
    public static IngestResult Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var root = Parse(body);
        // 422 carries the same counts as 202; a problem without them is about the request as a whole.
        if (response.IsSuccessStatusCode || (response.StatusCode == HttpStatusCode.UnprocessableEntity && root?.TryGetProperty("rejected", out _) == true))
        {
            return root is { } reply && reply.TryGetProperty("accepted", out _) ? Answered(reply) : NotEventFlow(response);
        }

        return new IngestResult
        {
            Status = StatusOf(response.StatusCode),
            Detail = $"HTTP {(int)response.StatusCode}: {ProblemText(root) ?? response.ReasonPhrase ?? "no reason given"}",
            RetryAfter = RetryAfter(response, now),
        };
    }

    private static IngestStatus StatusOf(HttpStatusCode code) => code switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => IngestStatus.Busy,
        HttpStatusCode.Unauthorized => IngestStatus.Unauthorized,
        HttpStatusCode.Forbidden => IngestStatus.Forbidden,
        HttpStatusCode.RequestEntityTooLarge => IngestStatus.TooLarge,
        HttpStatusCode.RequestTimeout => IngestStatus.ServerFault,
        >= HttpStatusCode.InternalServerError => IngestStatus.ServerFault,
        _ => IngestStatus.Refused,
    };

    private static IngestResult Answered(JsonElement reply) => new()
    {
        Status = IngestStatus.Answered,
        Accepted = Number(reply, "accepted"),
        Duplicates = Number(reply, "duplicates"),
        Rejected = Number(reply, "rejected"),
        Errors = reply.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array ? [.. errors.EnumerateArray().Select(ReadError)] : [],
    };

    private static IngestResult NotEventFlow(HttpResponseMessage response) => new()
    {
        Status = IngestStatus.Refused,
        Detail = $"HTTP {(int)response.StatusCode} without the counts an EventFlow silo answers with; is another server at {response.RequestMessage?.RequestUri}?",
    };

    private static IngestError ReadError(JsonElement error) =>
        new(Number(error, "index", -1), Text(error, "reason") ?? "no reason given", Text(error, "field"), Text(error, "found"), Text(error, "expected"));

    private static string? ProblemText(JsonElement? problem) => problem is { } root ? Text(root, "detail") ?? Text(root, "title") : null;

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - now);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static int Number(JsonElement element, string name, int otherwise = 0) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : otherwise;

    private static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => value.GetRawText(),
        };
    }
}
