using System.Text.Json;
using Orleans.Storage;

namespace EventFlow.Silo;

/// <summary>Writes state as <see cref="GrainStateJson"/> says, for storages of Orleans that leave that to others.</summary>
internal sealed class GrainStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, GrainStateJson.Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, GrainStateJson.Options)!;
}
