namespace EventFlow.Alerting.Routing;

/// <summary>Counts the groups of a route that begin within a minute. What it counts is not stored: a start begins anew. Thread safe.</summary>
public interface IStormCounter
{
    /// <summary>Whether a group may begin as one of its own: it has begun already, or fewer than <paramref name="limit"/> of its route have within the last minute. Never fails.</summary>
    ValueTask<bool> AdmitAsync(string route, string group, int limit);
}
