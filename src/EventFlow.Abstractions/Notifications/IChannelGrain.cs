namespace EventFlow;

/// <summary>One channel; the key is its id. Keeps queue, attempts, breaker and dead letters.</summary>
[Alias("EventFlow.IChannelGrain")]
public interface IChannelGrain : IGrainWithStringKey
{
    /// <summary>Takes a definition (validated by the caller).</summary>
    [Alias("Configure")]
    ValueTask Configure(ChannelDefinition definition);

    /// <summary>Queues a message; returns after it is saved. One that was queued or sent already is ignored.</summary>
    [Alias("Enqueue")]
    ValueTask Enqueue(Notification notification);

    /// <summary>Wakes the channel after a restart, so that what waits is sent.</summary>
    [Alias("Wake")]
    ValueTask Wake();

    /// <summary>How it does.</summary>
    [ReadOnly, Alias("GetStatus")]
    ValueTask<ChannelStatus?> GetStatus();

    /// <summary>Dead letters, newest first.</summary>
    [ReadOnly, Alias("GetDeadLetters")]
    ValueTask<IReadOnlyList<DeadLetter>> GetDeadLetters();

    /// <summary>Queues a dead letter again, with its attempts forgotten.</summary>
    [Alias("Requeue")]
    ValueTask<Outcome<DeadLetter>> Requeue(string deadLetterId, string who);

    /// <summary>Throws a dead letter away.</summary>
    [Alias("Discard")]
    ValueTask<Outcome<DeadLetter>> Discard(string deadLetterId, string who);

    /// <summary>Queues dead letters again, with their attempts forgotten. Returns how many there were.</summary>
    [Alias("RequeueMany")]
    ValueTask<int> RequeueMany(IReadOnlyList<string> deadLetterIds, string who);

    /// <summary>Throws dead letters away. Returns how many there were.</summary>
    [Alias("DiscardMany")]
    ValueTask<int> DiscardMany(IReadOnlyList<string> deadLetterIds, string who);

    /// <summary>Stops sending and forgets the channel.</summary>
    [Alias("Remove")]
    ValueTask Remove();
}
