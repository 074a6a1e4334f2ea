namespace EventFlow;

/// <summary>One node of the tree on the way: its path, how deep it lies, whether it matched, and why (not).</summary>
public sealed record RouteTestStep(string Path, int Depth, bool Matched, string Why);
