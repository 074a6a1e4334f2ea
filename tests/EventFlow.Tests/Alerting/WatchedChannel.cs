using EventFlow.Notifications;

namespace EventFlow.Tests.Alerting;

/// <summary>A channel that passes a <see cref="CrashPoint"/> before and after each message.</summary>
internal sealed class WatchedChannel(INotificationChannel inner, CrashPoint crash) : INotificationChannel
{
    public ChannelKindDescription Description => inner.Description;

    public IReadOnlyList<Fault> Validate(LabelSet settings) => inner.Validate(settings);

    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        await crash.PassAsync("before dispatch");
        var result = await inner.DispatchAsync(dispatch, cancellationToken);
        await crash.PassAsync("after dispatch");
        return result;
    }

    public ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken) => inner.CheckHealthAsync(channel, cancellationToken);
}
