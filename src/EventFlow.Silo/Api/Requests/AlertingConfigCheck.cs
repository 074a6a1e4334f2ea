namespace EventFlow.Silo;

/// <summary>What a check of a routing configuration found.</summary>
/// <param name="Valid">Whether it could be put in force.</param>
/// <param name="Faults">What is wrong with it.</param>
/// <param name="Notes">What the text held that could not be carried over.</param>
/// <param name="Config">The configuration as it was read; null when it cannot be one.</param>
/// <param name="Yaml">The same as text; null when it has faults.</param>
public sealed record AlertingConfigCheck(bool Valid, IReadOnlyList<Fault> Faults, IReadOnlyList<string> Notes, AlertingConfig? Config, string? Yaml);
