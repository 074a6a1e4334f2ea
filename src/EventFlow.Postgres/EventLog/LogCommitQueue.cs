using Microsoft.Extensions.Options;

namespace EventFlow.Postgres.EventLog;

/// <summary>What waits to be stored, for the system page and the metrics.</summary>
internal sealed class LogCommitQueue(PostgresEventLog log, IOptions<PostgresEventLogOptions> options) : IQueueSource
{
    /// <inheritdoc/>
    public IEnumerable<QueueStatus> GetQueues() =>
        [new("log commit, bytes", log.Committer.QueuedBytes, options.Value.MaxQueuedBytes, log.Committer.Refusals, log.Committer.OldestWait.TotalSeconds)];
}
