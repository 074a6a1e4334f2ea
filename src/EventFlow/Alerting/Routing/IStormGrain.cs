namespace EventFlow.Alerting.Routing;

/// <summary>Counts the groups of a route that begin within a minute, over all processes of a cluster. The key is tenant, slash, path of the route. It keeps nothing.</summary>
[Alias("EventFlow.Alerting.IStormGrain")]
public interface IStormGrain : IGrainWithStringKey
{
    /// <summary>Says which of these groups may begin as groups of their own when <paramref name="limit"/> of the route may within a minute.</summary>
    [Alias("Admit")]
    ValueTask<StormAnswer> Admit(IReadOnlyList<string> groups, int limit);
}
