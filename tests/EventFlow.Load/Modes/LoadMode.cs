namespace EventFlow.Load;

/// <summary>A measurement that the tool knows by name.</summary>
/// <param name="Name">What it is asked by.</param>
/// <param name="Purpose">What it measures, for the help.</param>
/// <param name="InAll">Whether it belongs to the table.</param>
/// <param name="Run">Runs it.</param>
internal sealed record LoadMode(string Name, string Purpose, bool InAll, Func<LoadArguments, TimeProvider, Task<IReadOnlyList<ModeReport>>> Run);
