using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventFlow.Replay;

/// <summary>
/// Writes stored events as lines of JSON that <c>POST /api/events</c> takes back, and at the end a line <c>{"$end":{…}}</c> by which a reader tells a whole file from a cut one.
/// One use; not thread safe.
/// </summary>
public sealed class EventLines : IDisposable
{
    // For programs, never for HTML: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _sealed;

    /// <summary>An empty writer.</summary>
    public EventLines() => _json = new(_buffer, Plain);

    /// <summary>Events written.</summary>
    public long Count { get; private set; }

    /// <summary>What was written since it was last taken.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Writes an event as a line.</summary>
    public void Add(StoredEvent stored)
    {
        StoredEventJsonConverter.Write(_json, stored);
        Break();
        Count++;
    }

    /// <summary>Writes the last line: how many events there were, the SHA-256 of the lines before, and where to go on reading; why it ends, when not because all was read.</summary>
    public void AddEnd(string? next, string? reason = null)
    {
        Seal();
        _json.WriteStartObject();
        _json.WriteStartObject("$end"u8);
        _json.WriteNumber("events"u8, Count);
        _json.WriteString("sha256"u8, Convert.ToHexStringLower(_hash.GetCurrentHash()));
        if (next is not null) _json.WriteString("next"u8, next);
        if (reason is not null) _json.WriteString("reason"u8, reason);
        _json.WriteEndObject();
        _json.WriteEndObject();
        Break();
    }

    /// <summary>Writes that offsets are missing because damage made them unreadable.</summary>
    public void AddLost(LostEvents lost)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("$lost"u8);
        _json.WriteNumber("partition"u8, lost.Partition);
        _json.WriteNumber("firstOffset"u8, lost.FirstOffset);
        _json.WriteNumber("endOffset"u8, lost.EndOffset);
        _json.WriteString("reason"u8, lost.Reason);
        _json.WriteEndObject();
        _json.WriteEndObject();
        Break();
    }

    /// <summary>Forgets what was written; it counts as sent.</summary>
    public void Clear()
    {
        Seal();
        _buffer.ResetWrittenCount();
        _sealed = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    private void Seal()
    {
        _hash.AppendData(_buffer.WrittenSpan[_sealed..]);
        _sealed = _buffer.WrittenCount;
    }

    private void Break()
    {
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
    }
}
