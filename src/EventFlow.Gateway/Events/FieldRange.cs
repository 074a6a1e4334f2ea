using System.Text.Json;

namespace EventFlow.Gateway.Events;

/// <summary>Where a value (or a name) lies in the body, quotes included, and what it is.</summary>
internal readonly record struct FieldRange(int Start, int Length, JsonTokenType Type, bool Escaped)
{
    /// <summary>Whether there is a value; JSON's null is none.</summary>
    public bool Exists => Length > 0 && Type != JsonTokenType.Null;

    public int End => Start + Length;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> body) => body.Slice(Start, Length);

    /// <summary>The bytes of a text between its quotes.</summary>
    public ReadOnlySpan<byte> ContentIn(ReadOnlySpan<byte> body) => body.Slice(Start + 1, Length - 2);
}
