using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EventFlow.Alerting;

/// <summary>The figures of alerting and notifications: meter <c>EventFlow.Alerting</c>. Thread safe.</summary>
public sealed class AlertingInstruments : IQueueSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Alerting";

    private readonly ConcurrentDictionary<string, ChannelFigures> _channels = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _givenUp;
    private readonly Histogram<double> _latency;
    private int[] _open = new int[4];

    private static readonly Severity[] Reported = [Severity.Info, Severity.Warning, Severity.Critical];

    /// <summary>Makes the instruments.</summary>
    public AlertingInstruments(IMeterFactory meters, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        var meter = meters.Create(MeterName);
        _sent = meter.CreateCounter<long>("eventflow.notifications.sent", "{notification}", "Notifications that a channel's other side took.");
        _failed = meter.CreateCounter<long>("eventflow.notifications.failed", "{attempt}", "Tries to deliver that failed, by reason.");
        _givenUp = meter.CreateCounter<long>("eventflow.notifications.dead_lettered", "{notification}", "Notifications that were given up, by reason.");
        _latency = meter.CreateHistogram("eventflow.notifications.latency", "s", "From the arrival of the event that raised an alert to its first notification, waiting for the group included.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300, 1800] });
        meter.CreateObservableGauge("eventflow.notifications.queued", () => Observe(static f => f.Queued), "{notification}", "Notifications that wait in a channel.");
        meter.CreateObservableGauge("eventflow.notifications.dead_letters", () => Observe(static f => f.DeadLetters), "{notification}", "Notifications that were given up and wait for an operator.");
        meter.CreateObservableGauge("eventflow.alerts.open", ObserveOpen, "{alert}", "Alerts that are firing, acknowledged or without data.");
    }

    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues() => _channels.OrderBy(static c => c.Key, StringComparer.Ordinal)
        .Select(c => new QueueStatus($"notifications/{c.Key}", c.Value.Queued, c.Value.Limit, c.Value.Dropped, AgeOf(c.Value)));

    internal void Sent(string channel) => _sent.Add(1, new KeyValuePair<string, object?>("channel", channel));

    internal void Failed(string channel, string reason) => _failed.Add(1, new("channel", channel), new("reason", reason));

    internal void GivenUp(string channel, string reason)
    {
        _givenUp.Add(1, new("channel", channel), new("reason", reason));
        if (reason == "queue-full") _channels.AddOrUpdate(channel, static _ => new(0, 0, 0, 1, null), static (_, f) => f with { Dropped = f.Dropped + 1 });
    }

    internal void Latency(string channel, double seconds) => _latency.Record(seconds, new KeyValuePair<string, object?>("channel", channel));

    internal void SetChannel(string channel, int queued, int limit, int deadLetters, long? oldest) =>
        _channels.AddOrUpdate(channel, _ => new(queued, limit, deadLetters, 0, oldest), (_, f) => f with { Queued = queued, Limit = limit, DeadLetters = deadLetters, Oldest = oldest });

    internal void RemoveChannel(string channel) => _channels.TryRemove(channel, out _);

    internal void SetOpen(IReadOnlyList<int> bySeverity) => Volatile.Write(ref _open, [.. bySeverity]);

    private IEnumerable<Measurement<long>> Observe(Func<ChannelFigures, int> figure) =>
        _channels.Select(c => new Measurement<long>(figure(c.Value), new KeyValuePair<string, object?>("channel", c.Key)));

    private IEnumerable<Measurement<long>> ObserveOpen()
    {
        var open = Volatile.Read(ref _open);
        foreach (var severity in Reported)
            yield return new(open[(int)severity], new KeyValuePair<string, object?>("severity", AlertNames.Of(severity)));
    }

    private double AgeOf(ChannelFigures channel) => channel is { Queued: > 0, Oldest: { } oldest } ? Math.Max(0, (_time.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1000.0) : 0;

    private sealed record ChannelFigures(int Queued, int Limit, int DeadLetters, long Dropped, long? Oldest);
}
