namespace EventFlow.Alerting;

/// <summary>What a signal or command did to an alert. Zero is nothing.</summary>
public enum AlertChange
{
    /// <summary>Nothing that anyone needs to hear; it was old, seen before, or only a newer value.</summary>
    None = 0,

    /// <summary>A transition, recorded in the history.</summary>
    Transition = 1,

    /// <summary>A change of what lists show (the action taken), without a transition.</summary>
    Note = 2,
}
