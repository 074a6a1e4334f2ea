namespace EventFlow.Tests.Monitoring;

/// <summary>Stands in for channels: there are none, and three dead letters.</summary>
internal sealed class NoChannels : IChannelService
{
    public IReadOnlyList<ChannelKindDescription> Kinds => [];

    public ValueTask<IReadOnlyList<ChannelStatus>> List() => new([]);

    public ValueTask<Page<DeadLetter>> DeadLetters(string? channel, int offset, int limit) => new(new Page<DeadLetter>([], 3, offset, limit));

    public ValueTask<Outcome<ChannelDefinition>> Put(ChannelDefinition channel, string who) => throw new NotSupportedException();

    public ValueTask<Outcome<ChannelDefinition>> Delete(string id, string who) => throw new NotSupportedException();

    public ValueTask<Outcome<DeliveryAttempt>> Test(string id, string who) => throw new NotSupportedException();

    public ValueTask<Outcome<DeadLetter>> Requeue(string id, string who) => throw new NotSupportedException();

    public ValueTask<Outcome<DeliveryAttempt>> Check(string id) => throw new NotSupportedException();

    public ValueTask<Outcome<MessagePreview>> Preview(string kind, LabelSet settings, string? alertId) => throw new NotSupportedException();

    public ValueTask<int> RequeueMany(DeadLetterSelection selection, string who) => throw new NotSupportedException();

    public ValueTask<int> DiscardMany(DeadLetterSelection selection, string who) => throw new NotSupportedException();

    public ValueTask<Outcome<DeadLetter>> Discard(string id, string who) => throw new NotSupportedException();
}
