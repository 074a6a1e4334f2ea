using System.Collections.Concurrent;

namespace EventFlow.Dashboard.Preview;

/// <summary>Channels and dead letters kept in memory.</summary>
public sealed class PreviewChannels : IChannelService
{
    private readonly PreviewWorld _world;
    private readonly ConcurrentDictionary<string, ChannelDefinition> _channels = new();
    private readonly ConcurrentDictionary<string, DeadLetter> _letters = new();

    private static readonly ChannelSetting[] Delivery =
    [
        new("rate_limit", "Rate limit", "At most so many messages/seconds. Evenly spaced.", "1/1", false, false) { Section = "delivery" },
        new("fallback", "Fallback channel", "The channel that is given a message that cannot be delivered here.", null, false, false) { Section = "delivery" },
        new("fallback_after", "Fallback after", "Seconds a message waits before the fallback channel is given it too.", "300", false, false) { Type = "number", Section = "delivery" },
    ];

    public PreviewChannels(PreviewWorld world)
    {
        _world = world;
        _channels["ops-log"] = new("ops-log", "log", true, Severity.Info, true, LabelSet.Empty, "settings");
        _channels["ops-webhook"] = new("ops-webhook", "webhook", true, Severity.Warning, true, LabelSet.Of(("url", "https://hooks.example/eventflow"), ("token", "***")), "api");
        _channels["pager"] = new("pager", "webhook", true, Severity.Critical, false, LabelSet.Of(("url", "https://pager.example/v2")), "api");
        if (world.IsEmpty) return;
        for (var i = 1; i <= 2; i++)
        {
            var at = world.Now - 3_600_000 * i;
            var notice = new AlertNotice("a1b2c3d4e5f60718", 1, 2, AlertState.Firing, Severity.Critical, LabelSet.Of(("alertname", "Latency high"), ("service", "payments"), ("severity", "critical"), ("type", "latency")),
                LabelSet.Of(("summary", "latency_ms is 684 ms, above 500 ms for 10 s")), at - 60_000, null, at - 60_000);
            var notification = new Notification($"n-{i}", "pager/payments/latency", LabelSet.Of(("service", "payments"), ("type", "latency")), i == 1 ? "firing" : "resolved", [notice], at - 60_000) { Reason = "first notification" };
            _letters[$"dl-{i}"] = new($"dl-{i}", "pager", notification, at, i == 1 ? "server" : "timeout",
                [.. Enumerable.Range(0, 5).Select(n => new DeliveryAttempt(at - 60_000 + (1L << n) * 1500, n == 3 ? 10_000 : 84 + n * 13, n == 3 ? "timeout" : "server", n == 3 ? "no answer within 10 s" : "503 Service Unavailable"))]) { MaybeSent = i == 2, IsOver = i == 1 };
        }
    }

    public IReadOnlyList<ChannelKindDescription> Kinds { get; } =
    [
        new("log", "Log", "Writes each notification into the platform's own log.", []),
        new("webhook", "Webhook", "Posts the notification to an address in the form of Alertmanager's webhook, version 4.",
            [new("url", "Address", "http or https.", null, true, false), new("token", "Bearer token", "Sent in the Authorization header.", null, false, true), new("timeout", "Timeout", "Seconds to wait for an answer.", "10", false, false) { Type = "number" }, .. Delivery]),
        new("slack", "Slack", "Writes to a conversation of Slack, as a bot or through an incoming webhook.",
            [
                new("bot_token", "Bot token", "xoxb-…, with the scope chat:write.", null, false, true), new("channel", "Conversation", "Id or name of the conversation.", null, false, false),
                new("update", "Update in place", "Whether the first message of an incident is changed as it goes on.", "true", false, false) { Type = "flag" },
                new("template_title", "Title template", "Words the title; empty is the built-in text.", null, false, false) { Type = "template", Section = "message" },
                new("template_text", "Text template", "Words the text below the title; empty is the built-in text.", null, false, false) { Type = "template", Section = "message" }, .. Delivery,
            ]) { HasText = true, RateLimit = "1/1" },
    ];

    public ValueTask<IReadOnlyList<ChannelStatus>> List()
    {
        _world.Check("the list of channels");
        return new([.. _channels.Values.OrderBy(static c => c.Id).Select(c => new ChannelStatus(c, !c.Enabled ? "paused" : c.Id == "pager" ? "failing" : "healthy", c.Id == "pager" ? 1 : 0, c.Id == "ops-log" ? 412 : 87, c.Id == "pager" ? 14 : 2,
            _letters.Values.Count(l => l.Channel == c.Id), _world.Now - 124_000, c.Id == "pager" ? _world.Now - 61_000 : null, c.Id == "pager" ? "503 Service Unavailable" : null))]);
    }

    public ValueTask<Outcome<ChannelDefinition>> Put(ChannelDefinition channel, string who)
    {
        if (channel.Kind == "webhook" && !Uri.TryCreate(channel.Settings["url"], UriKind.Absolute, out _)) return new(Outcome<ChannelDefinition>.Invalid([new("settings.url", channel.Settings["url"] ?? "nothing", "an address that begins with http:// or https://")]));
        if (channel.Id.Length == 0) return new(Outcome<ChannelDefinition>.Invalid([new("id", "empty", "letters, digits and dashes, 1 to 64")]));
        _channels[channel.Id] = channel with { Source = "api" };
        return new(Outcome<ChannelDefinition>.Done(_channels[channel.Id]));
    }

    public ValueTask<Outcome<ChannelDefinition>> Delete(string id, string who) =>
        new(_channels.TryRemove(id, out var gone) ? Outcome<ChannelDefinition>.Done(gone) : Outcome<ChannelDefinition>.NotFound($"There is no channel {id}."));

    public async ValueTask<Outcome<DeliveryAttempt>> Test(string id, string who)
    {
        await Task.Yield();
        return id == "pager" ? Outcome<DeliveryAttempt>.Done(new(_world.Now, 92, "server", "503 Service Unavailable")) : Outcome<DeliveryAttempt>.Done(new(_world.Now, 41, "", "202 Accepted"));
    }

    public ValueTask<Page<DeadLetter>> DeadLetters(string? channel, int offset, int limit)
    {
        _world.Check("the dead letters");
        var all = _letters.Values.Where(l => channel is null || l.Channel == channel).OrderByDescending(static l => l.FailedAt).ToList();
        return new(new Page<DeadLetter>([.. all.Skip(offset).Take(limit)], all.Count, offset, limit));
    }

    public ValueTask<Outcome<DeliveryAttempt>> Check(string id) =>
        new(id == "pager" ? Outcome<DeliveryAttempt>.Done(new(_world.Now, 92, "server", "HTTP 503")) : Outcome<DeliveryAttempt>.Done(new(_world.Now, 17, "ok", "reached")));

    public ValueTask<Outcome<MessagePreview>> Preview(string kind, LabelSet settings, string? alertId) => new(Outcome<MessagePreview>.Done(
        new("Critical: Latency high · payments", settings["template_text"] ?? "latency_ms is 684 ms, above 500 ms for 10 s\nsince 2026-01-01 10:00:00 UTC", null, "a1b2c3d4e5f60718")));

    public ValueTask<int> RequeueMany(DeadLetterSelection selection, string who) => DiscardMany(selection, who);

    public ValueTask<int> DiscardMany(DeadLetterSelection selection, string who)
    {
        var chosen = _letters.Values.Where(l => selection.Ids is null ? selection.Channel is null || l.Channel == selection.Channel : selection.Ids.Contains(l.Id)).ToList();
        foreach (var letter in chosen) _letters.TryRemove(letter.Id, out _);
        return new(chosen.Count);
    }

    public ValueTask<Outcome<DeadLetter>> Requeue(string id, string who) => Discard(id, who);

    public ValueTask<Outcome<DeadLetter>> Discard(string id, string who) =>
        new(_letters.TryRemove(id, out var letter) ? Outcome<DeadLetter>.Done(letter) : Outcome<DeadLetter>.NotFound($"There is no dead letter {id}."));
}
