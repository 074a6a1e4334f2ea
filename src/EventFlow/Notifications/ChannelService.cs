using EventFlow.Alerting;
using EventFlow.Notifications.Templates;
using Microsoft.Extensions.Logging;

namespace EventFlow.Notifications;

/// <summary>What the API and the dashboard do with channels and dead letters.</summary>
public sealed partial class ChannelService(
    IGrainFactory grains, ChannelDirectory directory, ChannelKinds kinds, ChannelDispatcher dispatcher, MessageRenderer renderer, ChannelUses uses, IAlertService alerts, TimeProvider time, ILogger<ChannelService> logger) : IChannelService
{
    /// <inheritdoc/>
    public IReadOnlyList<ChannelKindDescription> Kinds => kinds.Descriptions;

    private IChannelCatalogGrain Catalog => grains.GetGrain<IChannelCatalogGrain>(Tenants.Default);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ChannelStatus>> List() => await Task.WhenAll((await directory.ListAsync()).Select(async channel =>
    {
        var status = await Grain(channel.Id).GetStatus();
        return (status ?? new(channel, "healthy", 0, 0, 0, 0, null, null, null)) with { Channel = channel.Masked(kinds) };
    }));

    /// <inheritdoc/>
    public async ValueTask<Outcome<ChannelDefinition>> Put(ChannelDefinition channel, string who)
    {
        if (directory.IsFromSettings(channel.Id)) return OfSettings(channel.Id);
        var stored = (await Catalog.List()).FirstOrDefault(c => c.Id == channel.Id);
        var (unmasked, masks) = (channel with { Source = ChannelDefinitions.FromApi }).Unmasked(stored, kinds);
        if (unmasked.Settings[CommonSettings.Fallback] is { Length: > 0 } fallback && await directory.FindAsync(fallback) is null)
            masks = [.. masks, new($"settings.{CommonSettings.Fallback}", $"'{fallback}'", "the id of a channel there is")];
        Fault[] faults = [.. masks, .. ChannelDefinitions.Validate(unmasked, kinds).Where(f => masks.All(m => m.Field != f.Field))];
        if (faults.Length > 0) return Outcome<ChannelDefinition>.Invalid(faults);
        await Catalog.Put(unmasked);
        await Grain(channel.Id).Configure(unmasked);
        LogPut(logger, who, channel.Id, channel.Kind);
        if (unmasked.Enabled) await WelcomeAsync(channel.Id);
        return Outcome<ChannelDefinition>.Done(unmasked.Masked(kinds));
    }

    // One that is new, on again or hears of less severe alerts now is told of what is open, as a receiver that a route is given. Should that fail it hears with the next message of each group.
    private async Task WelcomeAsync(string id)
    {
        try
        {
            await grains.GetGrain<IAlertingWorkGrain>(Tenants.Default).Reroute(0);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotWelcomed(logger, error, id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ChannelDefinition>> Delete(string id, string who)
    {
        if (directory.IsFromSettings(id)) return OfSettings(id);
        if (await directory.FindAsync(id) is not { } channel) return NotFound<ChannelDefinition>(id);
        if (await uses.OfAsync(id) is { Count: > 0 } users) return Outcome<ChannelDefinition>.Conflict($"Channel '{id}' is named by {string.Join("; ", users)}. Take it out there first, or switch the channel off.");
        await Catalog.Remove(id);
        await Grain(id).Remove();
        LogDeleted(logger, who, id);
        return Outcome<ChannelDefinition>.Done(channel.Masked(kinds));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<DeliveryAttempt>> Test(string id, string who)
    {
        if (await directory.FindAsync(id) is not { } channel) return NotFound<DeliveryAttempt>(id);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (result, durationMs) = await dispatcher.SendAsync(TestNotification.Create(who, at), channel);
        return Outcome<DeliveryAttempt>.Done(new(at, durationMs, result.Outcome == DeliveryOutcome.Sent ? "sent" : result.Reason.Text(), result.Detail));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<DeliveryAttempt>> Check(string id)
    {
        if (await directory.FindAsync(id) is not { } channel) return NotFound<DeliveryAttempt>(id);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (result, durationMs) = await dispatcher.CheckAsync(channel);
        return Outcome<DeliveryAttempt>.Done(new(at, durationMs, result.Outcome == DeliveryOutcome.Sent ? "ok" : result.Reason.Text(), result.Detail));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<MessagePreview>> Preview(string kind, LabelSet settings, string? alertId)
    {
        if (kinds.Describe(kind) is not { } description) return Outcome<MessagePreview>.Invalid([new("kind", $"'{kind}'", $"one of {string.Join(", ", kinds.Descriptions.Select(static d => d.Kind))}")]);
        if (!description.HasText) return Outcome<MessagePreview>.Invalid([new("kind", $"'{kind}', whose messages have a fixed form", "a kind that has templates")]);
        alertId ??= (await alerts.Query(new(null, null, null, null, null, null, null, 0, 1))).Items.FirstOrDefault()?.Id;
        var alert = alertId is null ? null : await alerts.Get(alertId);
        if (alertId is not null && alert is null) return Outcome<MessagePreview>.NotFound($"There is no alert '{alertId}'.");
        var notification = alert is null ? TestNotification.Create("preview", time.GetUtcNow().ToUnixTimeMilliseconds()) : TestNotification.Of(alert, time.GetUtcNow().ToUnixTimeMilliseconds());
        var text = renderer.Render(notification, new("preview", kind, true, Severity.Info, true, settings, ChannelDefinitions.FromApi), description);
        return Outcome<MessagePreview>.Done(new(text.Title, text.Body, text.Fault, alert?.Alert.Id));
    }

    /// <inheritdoc/>
    public async ValueTask<Page<DeadLetter>> DeadLetters(string? channel, int offset, int limit)
    {
        var ids = (await directory.ListAsync()).Select(static c => c.Id).Where(id => channel is null || id == channel);
        var letters = (await Task.WhenAll(ids.Select(id => Grain(id).GetDeadLetters().AsTask()))).SelectMany(static l => l)
            .OrderByDescending(static l => l.FailedAt).ThenBy(static l => l.Id, StringComparer.Ordinal).ToList();
        return new([.. letters.Skip(offset).Take(limit)], letters.Count, offset, limit);
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<DeadLetter>> Requeue(string id, string who) => OnLetter(id, grain => grain.Requeue(id, who));

    /// <inheritdoc/>
    public ValueTask<Outcome<DeadLetter>> Discard(string id, string who) => OnLetter(id, grain => grain.Discard(id, who));

    /// <inheritdoc/>
    public ValueTask<int> RequeueMany(DeadLetterSelection selection, string who) => OnLetters(selection, (grain, ids) => grain.RequeueMany(ids, who));

    /// <inheritdoc/>
    public ValueTask<int> DiscardMany(DeadLetterSelection selection, string who) => OnLetters(selection, (grain, ids) => grain.DiscardMany(ids, who));

    private async ValueTask<int> OnLetters(DeadLetterSelection selection, Func<IChannelGrain, IReadOnlyList<string>, ValueTask<int>> command)
    {
        var wanted = selection.Ids?.ToHashSet(StringComparer.Ordinal);
        var channels = (await directory.ListAsync()).Select(static c => c.Id).Where(id => selection.Channel is null || id == selection.Channel);
        if (wanted is not null) channels = channels.Intersect(wanted.Select(DeadLetterIds.ChannelOf).OfType<string>());
        var counts = await Task.WhenAll(channels.ToList().Select(async channel =>
        {
            var letters = (await Grain(channel).GetDeadLetters()).Where(l => (wanted is null || wanted.Contains(l.Id)) && (selection.Reason is null || l.Reason == selection.Reason));
            // Oldest first, so that they are sent in the order they came.
            string[] ids = [.. letters.Reverse().Select(static l => l.Id)];
            return ids.Length == 0 ? 0 : await command(Grain(channel), ids);
        }));
        return counts.Sum();
    }

    private async ValueTask<Outcome<DeadLetter>> OnLetter(string id, Func<IChannelGrain, ValueTask<Outcome<DeadLetter>>> command)
    {
        // Only channels that exist: asking for a letter must not make a grain.
        if (DeadLetterIds.ChannelOf(id) is not { } channel || await directory.FindAsync(channel) is null) return Outcome<DeadLetter>.NotFound($"There is no dead letter '{id}'.");
        return await command(Grain(channel));
    }

    private IChannelGrain Grain(string id) => grains.GetGrain<IChannelGrain>(id);

    private static Outcome<T> NotFound<T>(string id) => Outcome<T>.NotFound($"There is no channel '{id}'.");

    private static Outcome<ChannelDefinition> OfSettings(string id) =>
        Outcome<ChannelDefinition>.Conflict($"Channel '{id}' comes from the settings ({ChannelListOptions.Section}) and is changed there; it is read only here.");

    [LoggerMessage(5110, LogLevel.Information, "{Who} set channel {Channel} of kind {Kind}")]
    private static partial void LogPut(ILogger logger, string who, string channel, string kind);

    [LoggerMessage(5116, LogLevel.Warning, "Groups of open alerts could not be told that channel {Channel} was changed; it hears of them with their next message")]
    private static partial void LogNotWelcomed(ILogger logger, Exception error, string channel);

    [LoggerMessage(5111, LogLevel.Information, "{Who} deleted channel {Channel}")]
    private static partial void LogDeleted(ILogger logger, string who, string channel);
}
