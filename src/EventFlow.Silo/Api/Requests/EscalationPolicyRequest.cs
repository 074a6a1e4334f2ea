namespace EventFlow.Silo;

/// <summary>An escalation policy: whom to tell, step by step, while nobody acknowledges.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Steps">The steps, 1 to 20.</param>
/// <param name="Repeat">How often all steps are gone through again, 0 to 20. Default 0.</param>
/// <param name="RepeatAfter">How long after the last step they begin again, for example <c>1h</c>. Default <c>30m</c>.</param>
/// <param name="Remind">After what time those told by the step at hand are told again, for example <c>10m</c>. Default: not.</param>
/// <param name="Comment">Why it is changed, for the list of its versions.</param>
public sealed record EscalationPolicyRequest(string? Name, IReadOnlyList<EscalationStep>? Steps, int? Repeat, string? RepeatAfter, string? Remind, string? Comment)
{
    internal EscalationPolicy ToPolicy(string id) => new() { Id = id, Name = Name ?? "", Steps = Steps, Repeat = Repeat ?? 0, RepeatAfter = RepeatAfter, Remind = Remind, Comment = Comment ?? "" };
}
