namespace EventFlow.Alerting.Escalation;

/// <summary>
/// When which step of an escalation tells whom of a group of alerts. Pure: the state, the input and the time decide. It begins when the group is first told, pauses while nobody has to be told (all is
/// acknowledged, silenced or inhibited), goes on where it stopped, and is forgotten when the incident ends.
/// </summary>
public static class EscalationMachine
{
    /// <summary>When <see cref="Tick"/> has something to do next; null when nothing is to come.</summary>
    public static long? NextDue(GroupState group) => group.Escalation is { PausedAt: null } state ? Earlier(state.NextAt, state.RemindAt) : null;

    /// <summary>Whether a group that follows a policy has something to do now: a step, a reminder, or to begin.</summary>
    public static bool IsDue(GroupState group, long now) => group.Escalation is null ? MayBegin(group) : NextDue(group) <= now;

    /// <summary>Whether the incident of a group that follows a policy has been waited for, so that it can begin.</summary>
    public static bool MayBegin(GroupState group) => group.WaitUntil is null && group.SettleUntil is null && GroupMachine.HasTellable(group);

    /// <summary>An alert of the group changed.</summary>
    public static void Observe(GroupState group, GroupTiming timing, long now)
    {
        if (group.Escalation is not { } state) return;
        var tellable = GroupMachine.Tellable(group);
        if (tellable.Count == 0)
        {
            state.PausedAt ??= now;
            return;
        }
        if (state.PausedAt is not { } since) return;
        state.PausedAt = null;
        if (!tellable.Exists(a => state.Covered.Contains(a.Fingerprint)))
        {
            // What was escalated is taken care of; this is other trouble.
            group.Escalation = new() { Policy = state.Policy, Begins = true, NextAt = now + timing.WaitMs };
            return;
        }
        state.NextAt += now - since;
        state.RemindAt += now - since;
    }

    /// <summary>Ends an escalation whose route names no policy any more. It is forgotten: a policy that the route names later begins at its first step, as one that is added does. Returns whether the state changed.</summary>
    public static bool Follow(GroupState group, string? policy)
    {
        if (policy is not null || group.Escalation is null) return false;
        group.Escalation = null;
        return true;
    }

    /// <summary>Does what is due by now: puts messages into the outbox and remarks for the alerts beside them.</summary>
    /// <param name="group">The group, changed in place.</param>
    /// <param name="groupKey">Its key.</param>
    /// <param name="policy">The policy its route names: an incident that begins follows it. Null ends an escalation: the route is gone, or names none any more.</param>
    /// <param name="index">The policies and rotas.</param>
    /// <param name="channels">All channels.</param>
    /// <param name="now">Processing time, unix ms.</param>
    /// <returns>Whether the state changed.</returns>
    public static bool Tick(GroupState group, string groupKey, string? policy, EscalationIndex index, IReadOnlyList<ChannelDefinition> channels, long now)
    {
        if (Follow(group, policy)) return true;
        // It was deleted after the route had been given another one: that begins in its place.
        var isReplaced = group.Escalation is { PausedAt: null } gone && gone.Policy != policy && index.Path(gone.Policy) is null;
        if (isReplaced) group.Escalation = null;
        if (group.Escalation is null)
        {
            if (policy is null || !MayBegin(group)) return isReplaced;
            // One that was deleted in this very moment is followed to its end: there is none.
            group.Escalation = new() { Policy = policy, NextAt = now + index.Path(policy)?.AfterMs[0] };
            Cover(group, group.Escalation);
        }
        var state = group.Escalation;
        if (state.PausedAt is not null) return false;
        if (index.Path(state.Policy) is not { } path)
        {
            (state.NextAt, state.RemindAt) = (null, null);
            return true;
        }
        if (state.Begins && state.NextAt <= now)
        {
            (state.Begins, state.NextAt) = (false, now + path.AfterMs[0]);
            Cover(group, state);
        }
        // Where a step reaches nobody the next one does not wait; a policy has few steps.
        while (state.NextAt <= now) TakeStep(group, state, groupKey, path, index, channels, now);
        if (state.RemindAt <= now) Remind(group, state, groupKey, path, index, channels, now);
        return true;
    }

    /// <summary>The steps to come as things are, at most so many.</summary>
    public static IReadOnlyList<EscalationStepPlan> Plan(EscalationState state, EscalationIndex index, IReadOnlyList<ChannelDefinition> channels, Severity severity, int most)
    {
        var steps = new List<EscalationStepPlan>();
        if (index.Path(state.Policy) is not { } path) return steps;
        var (round, done, next) = (state.Round, state.StepsDone, state.NextAt);
        while (next is { } at && steps.Count < most)
        {
            if (done >= path.Count) (round, done) = (round + 1, 0);
            var targets = index.TargetsOf(path.Policy.Steps![done], channels, severity, at);
            steps.Add(new(++done, round, at, targets));
            next = NextAfter(path, round, done, at, targets.Any(static t => t.Told));
        }
        return steps;
    }


    private static void TakeStep(GroupState group, EscalationState state, string groupKey, EscalationPath path, EscalationIndex index, IReadOnlyList<ChannelDefinition> channels, long now)
    {
        // Also when the policy was made shorter meanwhile.
        if (state.StepsDone >= path.Count)
        {
            if (state.Round > path.Policy.Repeat)
            {
                state.NextAt = null;
                return;
            }
            state.Round++;
            state.StepsDone = 0;
        }
        var targets = index.TargetsOf(path.Policy.Steps![state.StepsDone], channels, GroupMachine.MaxSeverity(group), now);
        state.StepsDone++;
        // A first step without delay comes together with the message of the route: whom that told need not hear it twice.
        var onlyNew = state is { Round: 1, StepsDone: 1 } && path.AfterMs[0] == 0;
        var anybody = Tell(group, state, groupKey, targets, channels, NotificationReasons.Escalation, onlyNew, now);
        state.NextAt = NextAfter(path, state.Round, state.StepsDone, now, anybody);
        state.RemindAt = now + path.RemindMs;
        Cover(group, state);
        var note = new EscalationNote(groupKey, ++group.Sequence, path.Policy.Id, state.StepsDone, now, EscalationWords.Action(state.StepsDone, targets), EscalationWords.Comment(path, state, targets));
        group.Remarks.Add(new(note, [.. GroupMachine.Tellable(group).Select(static a => a.Fingerprint)]));
    }

    private static void Cover(GroupState group, EscalationState state)
    {
        foreach (var alert in GroupMachine.Tellable(group)) state.Covered.Add(alert.Fingerprint);
    }

    private static void Remind(GroupState group, EscalationState state, string groupKey, EscalationPath path, EscalationIndex index, IReadOnlyList<ChannelDefinition> channels, long now)
    {
        // Whoever is on call now, not whoever was when the step was taken.
        var step = path.Policy.Steps![Math.Clamp(state.StepsDone, 1, path.Count) - 1];
        Tell(group, state, groupKey, index.TargetsOf(step, channels, GroupMachine.MaxSeverity(group), now), channels, NotificationReasons.EscalationReminder, false, now);
        state.RemindAt = now + path.RemindMs;
    }

    private static bool Tell(
        GroupState group, EscalationState state, string groupKey, IReadOnlyList<EscalationTarget> targets, IReadOnlyList<ChannelDefinition> channels, string reason, bool onlyNew, long now)
    {
        var anybody = false;
        foreach (var target in targets.Where(static t => t.Told))
        {
            GroupMachine.TellForStep(group, groupKey, channels.First(c => c.Id == target.Channel), target.Address, EscalationWords.For(state.StepsDone, target), reason, onlyNew, now);
            anybody = true;
        }
        return anybody;
    }

    private static long? NextAfter(EscalationPath path, int round, int done, long now, bool anybody)
    {
        if (done < path.Count) return anybody ? now + path.AfterMs[done] : now;
        return round <= path.Policy.Repeat ? now + path.RepeatAfterMs : null;
    }

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;
}
