using System.Text.Json;

namespace EventFlow.Gateway.Tests;

/// <summary>What the gateway answered.</summary>
internal sealed record Answer(int Status, string? MediaType, TimeSpan? RetryAfter, JsonElement Json)
{
    public int Accepted => Json.GetProperty("accepted").GetInt32();

    public int Rejected => Json.GetProperty("rejected").GetInt32();

    public int Duplicates => Json.GetProperty("duplicates").GetInt32();

    public string Detail => Json.GetProperty("detail").GetString()!;

    public JsonElement Error(int index) => Json.GetProperty("errors")[index];
}
