namespace EventFlow;

/// <summary>What the API and the dashboard do with feedback. Thread safe.</summary>
public interface IFeedbackService
{
    /// <summary>Marks an alert of a rule as a false alarm: resolves it when it is open, and learns from it. The comment has at most 1,000 characters.</summary>
    ValueTask<Outcome<Lesson>> MarkFalse(string alertId, string who, string comment);

    /// <summary>What was learned, the newest first: about a rule, a service, a subject (series or service), where given.</summary>
    ValueTask<Page<Lesson>> List(string? ruleId, string? service, string? subject, int offset, int limit);

    /// <summary>Takes a lesson back: what it held back counts as before.</summary>
    ValueTask<Outcome<Lesson>> Forget(string id, string who);
}
