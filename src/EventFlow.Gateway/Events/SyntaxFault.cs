using System.Text.Json;

namespace EventFlow.Gateway.Events;

/// <summary>Where a text stops being JSON: line and byte within the line, both from 1, and what is wrong.</summary>
internal sealed record SyntaxFault(long Line, long BytePosition, string What)
{
    /// <summary>The fault of a reader's exception; <paramref name="lineBase"/> is the number of lines before the text it read.</summary>
    public static SyntaxFault Of(JsonException error, long lineBase = 0)
    {
        // The exception's text ends in its own position, counted from 0 and within the text given to the reader.
        var what = error.Message;
        var position = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new SyntaxFault(lineBase + (error.LineNumber ?? 0) + 1, (error.BytePositionInLine ?? 0) + 1, position < 0 ? what : what[..position]);
    }

    /// <summary>The fault as a part of a sentence.</summary>
    public override string ToString() => $"line {Line}, byte {BytePosition}: {What}";
}
