namespace EventFlow.Load;

/// <summary>What became of one sending: the status, 0 when there was no answer; events that the answer says are stored; when to try again.</summary>
internal readonly record struct LoadAnswer(int Status, int Stored, TimeSpan RetryAfter)
{
    /// <summary>Whether the server asks to come again later.</summary>
    public bool IsRefused => Status is 429 or 503;

    /// <summary>Whether the server has acknowledged so many events.</summary>
    public bool Acknowledges(int events) => Status is >= 200 and < 300 && (Stored < 0 || Stored == events);
}
