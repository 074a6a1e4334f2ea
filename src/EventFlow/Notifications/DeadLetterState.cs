namespace EventFlow.Notifications;

/// <summary>The dead letters of a channel, apart from its queue, which is written far more often.</summary>
public sealed class DeadLetterState
{
    /// <summary>Dead letters, oldest first.</summary>
    public List<DeadLetter> Letters { get; set; } = [];

    /// <summary>Ids of those that the stream <c>alerts-dlq</c> does not hold yet.</summary>
    public HashSet<string> Unlogged { get; set; } = [];
}
