namespace EventFlow.Rules;

/// <summary>What one rule remembers of one series or service, as it is saved.</summary>
public sealed class WatchState
{
    /// <summary>Id of the rule.</summary>
    public string RuleId { get; set; } = "";

    /// <summary>Detector and parameters the state belongs to; a rule with other ones starts its detector afresh.</summary>
    public string DetectorKey { get; set; } = "";

    /// <summary>State of the detector.</summary>
    public byte[] Detector { get; set; } = [];

    /// <summary>Where the rule stands.</summary>
    public RuleEvaluatorState Evaluator { get; set; } = new();

    /// <summary>Why the detector was taken out of service here; null when it works.</summary>
    public string? Fault { get; set; }
}
