namespace EventFlow.EventStore;

/// <summary>Where the name and the value of an attribute lie in the bytes of a request.</summary>
public readonly record struct RawPair(int NameStart, int NameLength, int ValueStart, int ValueLength);
