using System.Text.Json;

namespace EventFlow.Silo;

/// <summary>A value in JSON that is no time the API takes; the serializer adds where it stands.</summary>
internal sealed class TimeJsonException(string found) : JsonException($"{found} is not {ApiTime.Expected}.")
{
    /// <summary>The value.</summary>
    public string Found { get; } = found;
}
