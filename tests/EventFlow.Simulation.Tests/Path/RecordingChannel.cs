using System.Collections.Concurrent;
using EventFlow.Notifications;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>A channel that takes every message, and remembers how many state writes were durable then.</summary>
internal sealed class RecordingChannel(Func<long> writes) : INotificationChannel
{
    public const string Id = "ops";

    public ChannelKindDescription Description { get; } = new("recording", "Recording", "For tests.", []);

    public ConcurrentQueue<(long At, Notification Notification)> Sent { get; } = new();

    public IReadOnlyList<Fault> Validate(LabelSet settings) => [];

    public ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        Sent.Enqueue((writes(), dispatch.Notification));
        return new(DeliveryResult.Sent());
    }

    public ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken) => new(DeliveryResult.Sent());
}
