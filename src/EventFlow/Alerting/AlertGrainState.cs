namespace EventFlow.Alerting;

/// <summary>What an alert's grain stores: the alert, and whom it has yet to tell of it.</summary>
public sealed class AlertGrainState
{
    /// <summary>The alert.</summary>
    public AlertRecord Alert { get; set; } = new();

    /// <summary>Who has not been told of the alert as it is.</summary>
    public AlertAudience Owed { get; set; }

    /// <summary>Transitions that the stream <c>alerts</c> does not hold yet, oldest first, at most <see cref="AlertMachine.MaxHistory"/>.</summary>
    public List<DomainEvent> Unlogged { get; set; } = [];

    /// <summary>Whether nobody is left to be told.</summary>
    public bool IsSettled() => Owed == AlertAudience.None && Unlogged.Count == 0;
}
