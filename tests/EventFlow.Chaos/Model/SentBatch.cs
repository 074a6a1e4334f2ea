using System.Text.Json.Nodes;

namespace EventFlow.Chaos.Model;

/// <summary>The events of a request, with the producer's number where it has one.</summary>
internal sealed record SentBatch(string? Producer, long? Sequence, IReadOnlyList<SentEvent> Events)
{
    // Made when it is asked for: a copy with other events has another one.
    private byte[] Body => System.Text.Encoding.UTF8.GetBytes(new JsonArray([.. Events.Select(static JsonNode? (e) => e.ToJson())]).ToJsonString());

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = new ByteArrayContent(Body) { Headers = { { "Content-Type", "application/json" } } } };
        if (Producer is null) return request;
        request.Headers.Add("X-Producer", Producer);
        request.Headers.Add("X-Sequence", $"{Sequence}");
        return request;
    }
}
