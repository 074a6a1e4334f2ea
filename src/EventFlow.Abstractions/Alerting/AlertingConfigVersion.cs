namespace EventFlow;

/// <summary>
/// A version of the routing configuration: who put it in force, when (unix ms) and why. Version 0 is what the settings say, in force until somebody changes it.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertingConfigVersion")]
public sealed record AlertingConfigVersion(long Version, AlertingConfig Config, long At, string Who, string Comment);
