namespace EventFlow.Silo.Tests;

/// <summary>Keeps channels in memory; a webhook needs an http address.</summary>
internal sealed class FakeChannels : IChannelService
{
    private readonly Dictionary<string, ChannelDefinition> _channels = [];

    public IReadOnlyList<ChannelKindDescription> Kinds { get; } = [new("webhook", "Webhook", "Posts to an address.", [new("url", "URL", "Where to send.", null, true, false) { Address = true }])];

    public ValueTask<IReadOnlyList<ChannelStatus>> List() => new([.. _channels.Values.Select(static c => new ChannelStatus(c, "healthy", 0, 0, 0, 0, null, null, null))]);

    public ValueTask<Outcome<ChannelDefinition>> Put(ChannelDefinition channel, string who)
    {
        if (channel.Settings["url"] is not { } url || !url.StartsWith("http", StringComparison.Ordinal))
            return new(Outcome<ChannelDefinition>.Invalid([new("settings.url", channel.Settings["url"] ?? "missing", "an http or https address")]));
        _channels[channel.Id] = channel;
        return new(Outcome<ChannelDefinition>.Done(channel));
    }

    public ValueTask<Outcome<ChannelDefinition>> Delete(string id, string who) =>
        new(_channels.Remove(id, out var channel) ? Outcome<ChannelDefinition>.Done(channel) : Outcome<ChannelDefinition>.NotFound($"There is no channel '{id}'."));

    public ValueTask<Outcome<DeliveryAttempt>> Test(string id, string who) => new(Outcome<DeliveryAttempt>.Done(new(0, 1, "", "")));

    public ValueTask<Outcome<DeliveryAttempt>> Check(string id) => new(Outcome<DeliveryAttempt>.Done(new(0, 1, "ok", "reached")));

    public ValueTask<Outcome<MessagePreview>> Preview(string kind, LabelSet settings, string? alertId) => new(Outcome<MessagePreview>.Done(new("title", settings["template_text"] ?? "built-in", null, alertId)));

    public ValueTask<int> RequeueMany(DeadLetterSelection selection, string who) => new(selection.Ids?.Count ?? 0);

    public ValueTask<int> DiscardMany(DeadLetterSelection selection, string who) => new(selection.Ids?.Count ?? 0);

    public ValueTask<Page<DeadLetter>> DeadLetters(string? channel, int offset, int limit) => new(new Page<DeadLetter>([], 0, offset, limit));

    public ValueTask<Outcome<DeadLetter>> Requeue(string id, string who) => new(Outcome<DeadLetter>.NotFound($"There is no dead letter '{id}'."));

    public ValueTask<Outcome<DeadLetter>> Discard(string id, string who) => new(Outcome<DeadLetter>.NotFound($"There is no dead letter '{id}'."));
}
