namespace EventFlow.Alerting.Escalation;

/// <summary>The words for what an escalation does.</summary>
internal static class EscalationWords
{
    /// <summary>What lists show as the action taken, for example <c>escalated to step 2: pager, Ada</c>.</summary>
    public static string Action(int step, IReadOnlyList<EscalationTarget> targets)
    {
        var told = Names(targets);
        return told.Length > 0 ? $"escalated to step {step}: {told}" : $"escalation step {step} reached nobody";
    }

    /// <summary>What the history says.</summary>
    public static string Comment(EscalationPath path, EscalationState state, IReadOnlyList<EscalationTarget> targets)
    {
        var round = state.Round > 1 ? $", round {state.Round}" : "";
        var text = $"Step {state.StepsDone} of {path.Count}{round}: ";
        var told = targets.Where(static t => t.Told).ToList();
        text += told.Count == 0 ? "nobody could be told." : $"told {Names(targets)}.";
        foreach (var person in told.Where(static t => t.Member is not null).DistinctBy(static t => (t.Rota, t.Member))) text += $" {person.Member}: {person.Why}";
        foreach (var missed in targets.Where(static t => !t.Told)) text += $" Not told: {missed.Member ?? ""}{(missed.Channel.Length > 0 ? $"{(missed.Member is null ? "" : " by ")}{missed.Channel}. " : "")}{missed.Why}";
        return state.NextAt is null ? $"{text} It was the last step." : text;
    }

    /// <summary>The step a message is for.</summary>
    public static string For(int step, EscalationTarget target) => target.Member is { } member ? $"step {step}, {member}" : $"step {step}";

    private static string Names(IReadOnlyList<EscalationTarget> targets) =>
        string.Join(", ", targets.Where(static t => t.Told).Select(static t => t.Member is { } member ? $"{member} by {t.Channel}" : t.Channel).Distinct(StringComparer.Ordinal));
}
