using EventFlow.Notifications;
using EventFlow.Tests.Alerting;

namespace EventFlow.Tests.Notifications;

/// <summary>A provider that is gone for an hour, on the real runtime with a clock moved by hand.</summary>
public sealed class ChannelOutageTests
{
    private const int Minute = 60_000;
    private const int Hour = 60 * Minute;
    private const int SpacingMs = 10_000;

    /// <summary>Each minute an incident of another service begins, and ends 20 minutes later: each is news of its own, told to a channel that is down and to one that is not.</summary>
    [Fact]
    public async Task Outage_OfAnHour_LosesNothingDelaysNobodyElseAndTheBacklogComesInOrderAtItsRate()
    {
        await using var host = await AlertingHost.StartAsync(
            ("EventFlow:Channels:0:RateLimit", "6/60"), ("EventFlow:Alerting:ResolveWait", "00:00:10"),
            ("EventFlow:Channels:1:Id", "pager"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"));
        host.Channel.Answer = (_, channel, _) => ValueTask.FromResult(
            channel.Id == "ops" && host.Clock.GetUtcNow() < AtMs(Hour) ? DeliveryResult.Retry(FailureReason.Server, "HTTP 503") : DeliveryResult.Sent());
        for (var minute = 0; minute < 60; minute++)
        {
            await host.AdvanceToAsync(minute * Minute);
            await host.SignalAsync(SignalOf(AlertSignalKind.Firing, minute, minute));
            if (minute >= 20) await host.SignalAsync(SignalOf(AlertSignalKind.Recovered, minute - 20, minute));
            // A restart in the middle must not matter.
            if (minute == 30) await host.CrashAsync();
        }
        await host.AdvanceToAsync(Hour - 1);

        Assert.DoesNotContain(host.Told, t => t.Channel == "ops");
        // The other channel heard of each incident when its group had waited, and of each end likewise.
        var pager = host.Told.Where(t => t.Channel == "pager").ToList();
        Assert.Equal(60 + 40, pager.Count);
        Assert.All(pager, t => Assert.InRange(t.AtMs - MinuteOf(t.Notification) * (long)Minute, 10_000, 11_000));

        await host.AdvanceToAsync(2 * Hour);
        var ops = host.Told.Where(t => t.Channel == "ops" && t.Notification.CreatedAt < AtMs(Hour).ToUnixTimeMilliseconds()).ToList();
        Assert.Equal(pager.Select(t => Describe(t.Notification)).Order(), ops.Select(t => Describe(t.Notification)).Order());
        Assert.Equal(ops.Count, ops.Select(t => t.Notification.Id).Distinct().Count());
        Assert.Empty((await host.Channels.DeadLetters(null, 0, 10)).Items);
        foreach (var group in ops.GroupBy(t => t.Notification.GroupKey)) Assert.Equal(group.OrderBy(t => t.Notification.CreatedAt).Select(t => t.Notification.Status), group.Select(t => t.Notification.Status));
        var tries = host.Channel.Tries.Where(t => t.Channel == "ops" && t.At >= AtMs(Hour).ToUnixTimeMilliseconds()).Select(t => t.At).ToList();
        Assert.All(tries.Zip(tries.Skip(1)), pair => Assert.True(pair.Second - pair.First >= SpacingMs, $"two tries {pair.Second - pair.First} ms apart; expected at least {SpacingMs}"));
        // As fast as the limit lets it: the breaker's pause and the last retry wait apart.
        Assert.InRange(ops.Max(t => t.AtMs) - Hour, (ops.Count - 1) * SpacingMs, ops.Count * SpacingMs + 5 * Minute);
        Assert.Equal((0, "healthy"), (await host.Channels.List()).Where(c => c.Channel.Id == "ops").Select(c => (c.Queued, c.Health)).Single());
    }

    private static DateTimeOffset AtMs(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Notices.Start + ms);

    private static AlertSignal SignalOf(AlertSignalKind kind, int incident, int minute) => Signals.Of(kind, Notices.Start + minute * Minute, Signals.LabelsOf("latency", $"service-{incident:D2}"));

    private static int MinuteOf(Notification notification) => int.Parse(notification.GroupLabels["service"]![^2..]) + (notification.Status == "resolved" ? 20 : 0);

    private static string Describe(Notification notification) => $"{notification.GroupKey} {notification.Status} {string.Join(',', notification.Alerts.Select(a => a.Fingerprint))}";
}
