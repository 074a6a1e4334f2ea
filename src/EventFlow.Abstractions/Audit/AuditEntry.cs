namespace EventFlow;

/// <summary>Somebody changed something.</summary>
/// <param name="Number">Counts the changes from 0, over the whole cluster.</param>
/// <param name="At">When it was done, unix ms.</param>
/// <param name="Who">Name of the user or of the API key.</param>
/// <param name="By">Id of the caller: that of a user, or <c>key:</c> and the id of an API key; empty where it is not known.</param>
/// <param name="Via">Through what: <c>api</c> or <c>dashboard</c>.</param>
/// <param name="Action">What was done, such as <c>rule.update</c>: the subject, a dot, and the act.</param>
/// <param name="Target">Id of what was changed; the version of a routing configuration.</param>
/// <param name="Result"><c>done</c>; <c>failed</c> when it broke off, and may have been done or not.</param>
/// <param name="Detail">What it is from then on, as JSON without secrets, or why it failed; cut off when long.</param>
/// <param name="CorrelationId">Id of the request, which its log records and its trace bear too; empty where there is none.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.AuditEntry")]
public sealed record AuditEntry(long Number, long At, string Who, string By, string Via, string Action, string Target, string Result, string Detail, string CorrelationId);
