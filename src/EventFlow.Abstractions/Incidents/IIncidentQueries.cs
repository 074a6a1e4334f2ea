namespace EventFlow;

/// <summary>What the API and the dashboard ask about incidents. Thread safe.</summary>
public interface IIncidentQueries
{
    /// <summary>Incidents, the newest first: those of a service, and those that are open (true) or over (false), where asked for.</summary>
    ValueTask<Page<IncidentInfo>> List(string? service, bool? open, int offset, int limit);

    /// <summary>One incident; null when there is none.</summary>
    ValueTask<IncidentInfo?> Get(string id);
}
