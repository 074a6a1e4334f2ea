using EventFlow.Notifications.Templates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Notifications;

/// <summary>Makes one try to deliver through the plug-in of a channel's kind; whatever that does, a result comes of it.</summary>
public sealed partial class ChannelDispatcher(ChannelKinds kinds, MessageRenderer renderer, TimeProvider time, ILogger<ChannelDispatcher> logger, IHostApplicationLifetime? lifetime = null)
{
    /// <summary>No channel may hold a message longer than this, whatever its own timeout.</summary>
    private static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(3);

    /// <summary>How long a try under way may go on when the process stops: cut off, it would be sent again. Less than the runtime waits for running calls.</summary>
    private static readonly TimeSpan GraceAtStop = TimeSpan.FromSeconds(5);

    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>Whether the process stops: no try should begin any more.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Sends. Throws <see cref="OperationCanceledException"/> only when the process stops: before the try, or when its outcome is not there some seconds later.</summary>
    /// <returns>The result and how long it took, in ms.</returns>
    public async ValueTask<(DeliveryResult Result, double DurationMs)> SendAsync(Notification notification, ChannelDefinition channel, string? reference = null)
    {
        _stopping.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(LongestTry, time);
        using var atStop = _stopping.Register(static source => ((CancellationTokenSource)source!).CancelAfter(GraceAtStop), deadline);
        var start = time.GetTimestamp();
        var result = await TryAsync(notification, channel, reference, deadline.Token);
        return (result, time.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Asks the other side whether it is there. Throws <see cref="OperationCanceledException"/> only when the process stops.</summary>
    /// <returns>The result and how long it took, in ms.</returns>
    public async ValueTask<(DeliveryResult Result, double DurationMs)> CheckAsync(ChannelDefinition channel)
    {
        using var late = new CancellationTokenSource(LongestTry, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stopping, late.Token);
        var start = time.GetTimestamp();
        DeliveryResult result;
        try
        {
            result = kinds.Find(channel.Kind) is { } kind ? await kind.CheckHealthAsync(channel, deadline.Token) : DeliveryResult.Retry(FailureReason.UnknownKind, $"no channel of kind {channel.Kind} is installed");
        }
        catch (Exception error) when (!IsStopping)
        {
            LogDispatchFailed(logger, channel.Id, channel.Kind, error.GetType().Name);
            result = DeliveryResult.Retry(FailureReason.Internal, $"the channel's code failed ({error.GetType().Name})");
        }
        return (result, time.GetElapsedTime(start).TotalMilliseconds);
    }

    private async ValueTask<DeliveryResult> TryAsync(Notification notification, ChannelDefinition channel, string? reference, CancellationToken cancellationToken)
    {
        if (kinds.Find(channel.Kind) is not { } kind) return DeliveryResult.Retry(FailureReason.UnknownKind, $"no channel of kind {channel.Kind} is installed");
        channel = AddressedTo(channel, notification, kind.Description);
        try
        {
            var text = renderer.Render(notification, channel, kind.Description);
            var result = await kind.DispatchAsync(new(notification, channel, text, reference), cancellationToken);
            return text.Fault is { } fault && result.Outcome == DeliveryOutcome.Sent ? result with { Note = $"the built-in text was sent, because {fault}" } : result;
        }
        catch (OperationCanceledException) when (!IsStopping)
        {
            return DeliveryResult.Retry(FailureReason.Timeout, $"no outcome within {LongestTry.TotalMinutes:0} min") with { MaybeSent = true };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The message of the error may hold an address or a secret: it goes to the log of the operator of this process only by its type.
            LogDispatchFailed(logger, channel.Id, channel.Kind, error.GetType().Name);
            return DeliveryResult.Retry(FailureReason.Internal, $"the channel's code failed ({error.GetType().Name})");
        }
    }

    // A person's own address stands in for the channel's; a channel that stands in for another has none for that person.
    private static ChannelDefinition AddressedTo(ChannelDefinition channel, Notification notification, ChannelKindDescription kind) =>
        notification.Address is { } address && notification.StandsInFor is null && kind.AddressSetting.Length > 0 ? channel with { Settings = channel.Settings.With(kind.AddressSetting, address) } : channel;

    [LoggerMessage(5102, LogLevel.Error, "Channel {Channel} of kind {Kind} failed in its own code with {Error}; the notification is tried again")]
    private static partial void LogDispatchFailed(ILogger logger, string channel, string kind, string error);
}
