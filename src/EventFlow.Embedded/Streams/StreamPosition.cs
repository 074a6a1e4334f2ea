namespace EventFlow.Embedded.Streams;

/// <summary>Where reading begins: at the oldest item, at an item, or after one. The zero value is the oldest item.</summary>
public readonly record struct StreamPosition
{
    private StreamPosition(StreamSequenceToken? token, bool isAfter)
    {
        Token = token;
        IsAfter = isAfter;
    }

    /// <summary>The oldest item there is.</summary>
    public static StreamPosition Start => default;

    /// <summary>The item the position refers to; null is the oldest.</summary>
    public StreamSequenceToken? Token { get; }

    /// <summary>Whether the item itself is left out.</summary>
    public bool IsAfter { get; }

    /// <summary>At this item; null is the oldest. Where the item no longer exists, the next one that does.</summary>
    public static StreamPosition At(StreamSequenceToken? token) => new(token, false);

    /// <summary>After this item.</summary>
    public static StreamPosition After(StreamSequenceToken token) => new(token, true);

    /// <inheritdoc/>
    public override string ToString() => Token is null ? "start" : IsAfter ? $"after {Token}" : $"at {Token}";
}
