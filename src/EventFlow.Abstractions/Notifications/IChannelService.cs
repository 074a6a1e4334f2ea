namespace EventFlow;

/// <summary>What the API and the dashboard do with channels and dead letters. Thread safe. Secrets are masked in what it returns.</summary>
public interface IChannelService
{
    /// <summary>The kinds of channel there are.</summary>
    IReadOnlyList<ChannelKindDescription> Kinds { get; }

    /// <summary>All channels with their status, ordered by id.</summary>
    ValueTask<IReadOnlyList<ChannelStatus>> List();

    /// <summary>Creates or changes a channel. A secret given as <c>***</c> keeps its value.</summary>
    ValueTask<Outcome<ChannelDefinition>> Put(ChannelDefinition channel, string who);

    /// <summary>Deletes a channel made through the API; one of the settings is a conflict.</summary>
    ValueTask<Outcome<ChannelDefinition>> Delete(string id, string who);

    /// <summary>Sends a test message now and says what came of it.</summary>
    ValueTask<Outcome<DeliveryAttempt>> Test(string id, string who);

    /// <summary>Asks the other side whether it is there and knows us, as far as that can be known without sending anything to people.</summary>
    ValueTask<Outcome<DeliveryAttempt>> Check(string id);

    /// <summary>Words a message as a channel of that kind with those settings would, for an alert (the newest when <paramref name="alertId"/> is null). Nothing is sent.</summary>
    ValueTask<Outcome<MessagePreview>> Preview(string kind, LabelSet settings, string? alertId);

    /// <summary>Dead letters of all channels, newest first.</summary>
    ValueTask<Page<DeadLetter>> DeadLetters(string? channel, int offset, int limit);

    /// <summary>Queues a dead letter again.</summary>
    ValueTask<Outcome<DeadLetter>> Requeue(string id, string who);

    /// <summary>Throws a dead letter away.</summary>
    ValueTask<Outcome<DeadLetter>> Discard(string id, string who);

    /// <summary>Queues many dead letters again. Returns how many there were.</summary>
    ValueTask<int> RequeueMany(DeadLetterSelection selection, string who);

    /// <summary>Throws many dead letters away. Returns how many there were.</summary>
    ValueTask<int> DiscardMany(DeadLetterSelection selection, string who);
}
