namespace EventFlow;

/// <summary>What was read from a text in the form of <c>alertmanager.yml</c>: the configuration (null when it cannot be one), its faults, and in <paramref name="Notes"/> what could not be carried over.</summary>
public sealed record AlertingConfigReading(AlertingConfig? Config, IReadOnlyList<Fault> Faults, IReadOnlyList<string> Notes);
