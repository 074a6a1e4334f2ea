using System.Collections.Concurrent;
using EventFlow.Notifications;

namespace EventFlow.Tests.Alerting;

/// <summary>A kind of channel that answers as told and remembers what it was given; it outlives the hosts of a test.</summary>
internal sealed class ScriptedChannel(TimeProvider time) : INotificationChannel
{
    public ChannelKindDescription Description { get; set; } = new(
        "scripted", "Scripted", "For tests.", [new("address", "Address", "Where to.", null, true, false) { Address = true }, new("token", "Token", "Secret.", null, false, true)]) { HasText = true, AddressSetting = "address" };

    /// <summary>How the next messages are answered.</summary>
    public Func<Notification, ChannelDefinition, CancellationToken, ValueTask<DeliveryResult>> Answer { get; set; } = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());

    /// <summary>Messages that were taken, with when.</summary>
    public ConcurrentQueue<(long At, string Channel, Notification Notification)> Sent { get; } = new();

    /// <summary>All tries as the channel saw them.</summary>
    public ConcurrentQueue<Dispatch> Dispatches { get; } = new();

    /// <summary>All tries, with when.</summary>
    public ConcurrentQueue<(long At, string Channel, Notification Notification)> Tries { get; } = new();

    public IReadOnlyList<Fault> Validate(LabelSet settings) => settings["address"] == "bad" ? [new("address", "'bad'", "a good one")] : [];

    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var (notification, channel) = (dispatch.Notification, dispatch.Channel);
        Dispatches.Enqueue(dispatch);
        Tries.Enqueue((time.GetUtcNow().ToUnixTimeMilliseconds(), channel.Id, notification));
        var result = await Answer(notification, channel, cancellationToken);
        if (result.Outcome == DeliveryOutcome.Sent) Sent.Enqueue((time.GetUtcNow().ToUnixTimeMilliseconds(), channel.Id, notification));
        return result;
    }

    public ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken) => ValueTask.FromResult(DeliveryResult.Sent());
}
