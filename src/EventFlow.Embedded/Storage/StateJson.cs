using System.Buffers;
using System.Text.Json;

namespace EventFlow.Embedded.Storage;

/// <summary>Writes state as JSON into arrays that are used again: they were a quarter of what a flood of alerts allocated.</summary>
internal sealed class StateJson
{
    /// <summary>What a thread keeps between two states, bytes: larger ones are rare.</summary>
    private const int MostKept = 256 * 1024;

    [ThreadStatic]
    private static StateJson? _ofThread;

    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);
    private readonly JsonSerializerOptions _options;
    private readonly Utf8JsonWriter _writer;

    private StateJson(JsonSerializerOptions options)
    {
        _options = options;
        _writer = new(_buffer, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth, SkipValidation = true });
    }

    /// <summary>The state as JSON, in an array rented from the shared pool, which the caller returns.</summary>
    public static (byte[] Rented, int Length) Write<TState>(TState state, JsonSerializerOptions options)
    {
        // Taken away while it is in use: a converter may write state itself, and after a failure it is not used again.
        var json = _ofThread is { } known && ReferenceEquals(known._options, options) ? known : new(options);
        _ofThread = null;
        JsonSerializer.Serialize(json._writer, state, options);
        json._writer.Flush();
        var written = json._buffer.WrittenSpan;
        var rented = ArrayPool<byte>.Shared.Rent(written.Length);
        written.CopyTo(rented);
        json._buffer.ResetWrittenCount();
        json._writer.Reset();
        if (json._buffer.Capacity <= MostKept)
            _ofThread = json;
        return (rented, written.Length);
    }
}
