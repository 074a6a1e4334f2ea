namespace EventFlow.Silo;

/// <summary>A routing configuration, as JSON or as a text in the form of <c>alertmanager.yml</c>.</summary>
/// <param name="Config">As JSON.</param>
/// <param name="Yaml">As text. Either this or <paramref name="Config"/>.</param>
/// <param name="Expected">The version the change was made from: when another is in force the change is refused. Without, it wins.</param>
/// <param name="Comment">Why, at most 1,000 characters.</param>
public sealed record AlertingConfigRequest(AlertingConfig? Config, string? Yaml, long? Expected, string? Comment)
{
    /// <summary>The configuration, and what the text held that could not be carried over.</summary>
    internal AlertingConfigReading Read(IAlertRoutingService routing)
    {
        if (Config is not null && Yaml is not null) return new(null, [new("yaml", "set beside config", "one of the two")], []);
        if (Yaml is not null) return routing.Read(Yaml);
        return Config is null ? new(null, [new("config", "missing", "a configuration, or yaml")], []) : new(Config, [], []);
    }
}
