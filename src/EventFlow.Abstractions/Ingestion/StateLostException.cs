namespace EventFlow;

/// <summary>
/// A grain does not know what it had taken from a partition: the activation that took it ended before it saved, as with its silo. The partition has to give it again, from its checkpoint on.
/// </summary>
[GenerateSerializer, Alias("EventFlow.StateLostException")]
public sealed class StateLostException : OrleansException
{
    /// <summary>Of an unknown grain.</summary>
    public StateLostException()
        : base("A grain does not know what it had taken.")
    {
    }

    /// <summary>With the grain, and the offsets it knows and should know.</summary>
    public StateLostException(string message)
        : base(message)
    {
    }

    /// <summary>With the grain and the exception behind it.</summary>
    public StateLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Throws when a grain knows less of a source than it has taken.</summary>
    /// <param name="kind">What the grain is, for the message.</param>
    /// <param name="key">Its key.</param>
    /// <param name="known">The last offset it has applied; null for none.</param>
    /// <param name="taken">The last offset it said it had taken; null when whoever asks does not know of one.</param>
    public static void ThrowIfBehind(string kind, string key, long? known, long? taken)
    {
        if (taken is { } last && !(known >= last)) throw new StateLostException($"{kind} {key} had taken events up to offset {last} and knows them up to {known ?? -1}: what it had not saved went with the process it was in.");
    }
}
