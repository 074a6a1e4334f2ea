namespace EventFlow.EventStore;

/// <summary>What reading an encoded batch once has told: its header, its tables, and where its events lie.</summary>
internal sealed record EncodedLayout(
    long ReceivedAt, string? Producer, long? Sequence, Range[] Texts, int[][] Shapes, PooledSeries[] Series, EncodedPlace[] Places, bool HasIds, long FirstTime, long LastTime);
