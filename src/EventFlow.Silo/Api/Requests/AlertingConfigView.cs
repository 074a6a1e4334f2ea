namespace EventFlow.Silo;

/// <summary>A version of the routing configuration, as JSON and as text.</summary>
/// <param name="Version">Its number; 0 is what the settings say.</param>
/// <param name="At">When it was put in force, unix milliseconds.</param>
/// <param name="Who">By whom.</param>
/// <param name="Comment">Why.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Yaml">The same in the form of <c>alertmanager.yml</c>.</param>
/// <param name="Notes">What the text given held that could not be carried over.</param>
public sealed record AlertingConfigView(long Version, long At, string Who, string Comment, AlertingConfig Config, string Yaml, IReadOnlyList<string> Notes);
