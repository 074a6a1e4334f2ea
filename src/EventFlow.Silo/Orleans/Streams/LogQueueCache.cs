namespace EventFlow.Silo;

/// <summary>Gives cursors over a partition of the log. It holds nothing itself, so whatever the log still has can be asked for again.</summary>
internal sealed class LogQueueCache(LogQueue queue) : IQueueCache
{
    public int GetMaxAddCount() => 1;

    public bool IsUnderPressure() => false;

    // What comes from the receiver only wakes cursors.
    public void AddToCache(IList<IBatchContainer> messages)
    {
    }

    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = [];
        return false;
    }

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => new LogQueueCursor(queue, LogTokens.StartOf(token));
}
