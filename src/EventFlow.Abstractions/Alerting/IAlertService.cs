namespace EventFlow;

/// <summary>What the API and the dashboard do with alerts. Thread safe.</summary>
public interface IAlertService
{
    /// <summary>The alerts that match.</summary>
    ValueTask<Page<AlertSummary>> Query(AlertQuery query);

    /// <summary>One alert; null when there is none.</summary>
    ValueTask<AlertDetail?> Get(string id);

    /// <summary>Acknowledges, until a time (unix ms) or, with null, until it resolves; the comment has at most 1,000 characters.</summary>
    ValueTask<Outcome<AlertDetail>> Acknowledge(string id, string who, string comment, long? until = null);

    /// <summary>Takes an acknowledgement back.</summary>
    ValueTask<Outcome<AlertDetail>> Unacknowledge(string id, string who, string comment);

    /// <summary>Resolves by hand.</summary>
    ValueTask<Outcome<AlertDetail>> Resolve(string id, string who, string comment);
}
