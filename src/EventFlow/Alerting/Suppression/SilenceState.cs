namespace EventFlow.Alerting.Suppression;

/// <summary>The silences, as they are stored.</summary>
public sealed class SilenceState
{
    /// <summary>Ascends with every change.</summary>
    public long Version { get; set; }

    /// <summary>The silences by id, the expired of the last days among them.</summary>
    public Dictionary<string, Silence> Silences { get; set; } = [];
}
