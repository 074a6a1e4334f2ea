namespace EventFlow.Alerting;

/// <summary>Who hears of a change of an alert. The values are stored and never change.</summary>
[Flags]
public enum AlertAudience
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The groups it is notified with.</summary>
    Groups = 1,

    /// <summary>The list of alerts.</summary>
    Index = 2,

    /// <summary>The service it belongs to.</summary>
    Service = 4,

    /// <summary>Everybody who watches.</summary>
    Live = 8,

    /// <summary>The alerts that it may inhibit.</summary>
    Inhibition = 16,

    /// <summary>The incidents it may be of.</summary>
    Incidents = 32,
}
