namespace EventFlow.Load;

/// <summary>An alert of the load.</summary>
/// <param name="Id">Its label <see cref="IdLabel"/>, by which it is known again.</param>
/// <param name="Service">The service it is of.</param>
internal readonly record struct LoadAlert(string Id, string Service)
{
    /// <summary>The label that holds the id.</summary>
    public const string IdLabel = "alert_id";

    /// <summary>Alerts by number; neighbours are of one service, as a rule engine sends them.</summary>
    /// <param name="name">Begin of the ids and of the services' names, which no other set of alerts has.</param>
    /// <param name="count">How many.</param>
    /// <param name="services">Services, 1 to <paramref name="count"/>.</param>
    public static IReadOnlyList<LoadAlert> Set(string name, int count, int services) =>
        [.. Enumerable.Range(0, count).Select(n => new LoadAlert($"{name}-{n}", $"{name}-{ServiceName.Of((int)((long)n * services / count))}"))];
}
