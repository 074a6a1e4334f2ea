namespace EventFlow.Embedded;

/// <summary>Implemented by grains with implicit subscriptions.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Called in turn, once per activation and stream, before the first delivery; resume the handle here with the checkpoint.</summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}
