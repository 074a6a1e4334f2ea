namespace EventFlow.Alerting;

/// <summary>
/// Remembers which groups and alerts have something left to do, so that after a start or the loss of a silo they are woken and nobody waits for a call that does not
/// come; the key is the tenant. One small list and one reminder stand for a reminder in every grain.
/// </summary>
[Alias("EventFlow.Alerting.IAlertingWorkGrain")]
public interface IAlertingWorkGrain : IGrainWithStringKey
{
    /// <summary>Something is left to do; returns after that is saved. The caller registers before it saves the work itself.</summary>
    [Alias("Register")]
    ValueTask Register(AlertingWork work);

    /// <summary>Nothing is left to do.</summary>
    [Alias("Unregister")]
    ValueTask Unregister(AlertingWork work);

    /// <summary>Wakes everything registered, and the channels.</summary>
    [Alias("Wake")]
    ValueTask Wake();

    /// <summary>Tells all groups with something left to do that the routing has changed, to this version at least; all are told, then the first failure is thrown.</summary>
    [Alias("Reroute")]
    ValueTask Reroute(long routingVersion);
}
