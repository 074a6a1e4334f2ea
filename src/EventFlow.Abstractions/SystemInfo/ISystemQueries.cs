namespace EventFlow;

/// <summary>What the API and the dashboard ask about the platform itself.</summary>
public interface ISystemQueries
{
    /// <summary>The platform now.</summary>
    ValueTask<SystemStatus> Get(CancellationToken cancellationToken = default);
}
