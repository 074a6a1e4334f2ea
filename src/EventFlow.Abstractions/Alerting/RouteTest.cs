namespace EventFlow;

/// <summary>
/// The answer to "where would this alert go". <paramref name="Held"/> says in sentences what would keep it from being told (silences, inhibition); <paramref name="Steps"/> is the way through
/// the tree, node by node.
/// </summary>
public sealed record RouteTest(LabelSet Labels, Severity Severity, long At, IReadOnlyList<string> Held, IReadOnlyList<RouteTestTarget> Targets, IReadOnlyList<RouteTestStep> Steps);
