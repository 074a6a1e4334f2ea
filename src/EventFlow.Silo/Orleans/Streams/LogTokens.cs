using Orleans.Providers.Streams.Common;

namespace EventFlow.Silo;

/// <summary>
/// Places in a partition as Orleans hands them about. A grain asks for an offset, from which it wants to be given; a delivery is known by the offset of its last event, behind which it goes on.
/// Orleans has one kind of token for both, so the index within an offset, which the log has no other use for, tells them apart.
/// </summary>
internal static class LogTokens
{
    private const int Behind = 1;

    /// <summary>The token of a delivery that ended with an offset.</summary>
    public static StreamSequenceToken After(long lastOffset) => new EventSequenceTokenV2(lastOffset, Behind);

    /// <summary>The first offset wanted.</summary>
    public static long StartOf(StreamSequenceToken? token) => token is null ? 0 : token.EventIndex == Behind ? token.SequenceNumber + 1 : token.SequenceNumber;
}
