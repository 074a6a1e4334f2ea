namespace EventFlow.Alerting.Escalation;

/// <summary>How far the escalation of a group has come, as it is stored. Changed only by <see cref="EscalationMachine"/>. Times are processing time, unix ms.</summary>
public sealed class EscalationState
{
    /// <summary>Id of the policy it follows to its end, whichever the route names later; when it names none any more, there is no further step.</summary>
    public string Policy { get; set; } = "";

    /// <summary>Times the policy was begun, from 1.</summary>
    public int Round { get; set; } = 1;

    /// <summary>Steps done in this round.</summary>
    public int StepsDone { get; set; }

    /// <summary>When the next step is due; null when none is left.</summary>
    public long? NextAt { get; set; }

    /// <summary>When those whom the last step told are told again; null when they are not.</summary>
    public long? RemindAt { get; set; }

    /// <summary>Since when nobody has to be told; null while it runs. The deadlines move on by as long as that lasts.</summary>
    public long? PausedAt { get; set; }

    /// <summary>Whether <see cref="NextAt"/> is when the policy is begun, and not yet its first step.</summary>
    public bool Begins { get; set; }

    /// <summary>Fingerprints of the alerts it is about: those that had to be told when it began, and at each step since.</summary>
    public HashSet<string> Covered { get; set; } = [];
}
