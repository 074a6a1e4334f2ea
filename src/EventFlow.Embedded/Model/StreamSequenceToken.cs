namespace EventFlow.Embedded;

/// <summary>A position in a stream. It grows along the stream; equal positions are equal tokens.</summary>
public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken?>, IComparable<StreamSequenceToken?>
{
    /// <summary>The position of the batch; in the event log its offset.</summary>
    public abstract long SequenceNumber { get; protected set; }

    /// <summary>The position within the batch, from 0.</summary>
    public abstract int EventIndex { get; protected set; }

    /// <inheritdoc/>
    public abstract bool Equals(StreamSequenceToken? other);

    /// <inheritdoc/>
    public abstract int CompareTo(StreamSequenceToken? other);
}
