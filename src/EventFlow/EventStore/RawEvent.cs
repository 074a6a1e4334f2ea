namespace EventFlow.EventStore;

/// <summary>
/// An event as its bytes lie in a request: all texts are UTF-8, unescaped, and checked by whoever read them. <see cref="Attributes"/> are places in <see cref="Body"/>,
/// in order of name, no name twice; <see cref="Id"/> is empty when there is none.
/// </summary>
public readonly ref struct RawEvent(ReadOnlySpan<byte> body, ReadOnlySpan<byte> service, long time, ReadOnlySpan<byte> id, ReadOnlySpan<RawPair> attributes)
{
    /// <summary>The bytes that the attributes lie in.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Name of the service.</summary>
    public ReadOnlySpan<byte> Service { get; } = service;

    /// <summary>Event time, unix ms.</summary>
    public long Time { get; } = time;

    /// <summary>The sender's id.</summary>
    public ReadOnlySpan<byte> Id { get; } = id;

    /// <summary>What has no field of its own.</summary>
    public ReadOnlySpan<RawPair> Attributes { get; } = attributes;
}
