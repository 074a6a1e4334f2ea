namespace EventFlow.Embedded.Generators;

/// <summary>What the generator makes of one grain interface: a file, or faults.</summary>
internal sealed record ProxySource(string FileName, string? Text, EquatableArray<Fault> Faults);
