namespace EventFlow;

/// <summary>A replay to make: the plan, and which stored rules it tries beside those it brings. Without any, all that are enabled.</summary>
public sealed record ReplayOrder(ReplayPlan Plan, IReadOnlyList<string> RuleIds);
