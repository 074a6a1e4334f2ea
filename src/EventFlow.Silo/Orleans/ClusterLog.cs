using EventFlow.Postgres;
using Npgsql;

namespace EventFlow.Silo;

/// <summary>
/// Which log the grain state of a service belongs to: grains keep the offsets they have applied, and on a log that counts differently, or that spreads its keys over another number of partitions, they would
/// pass over events that were acknowledged. It stands beside the state, as a row of its own.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="serviceId">The service.</param>
/// <param name="wanted">The log of the settings, as <see cref="StreamsExtensions.LogOf"/> says it.</param>
internal sealed class ClusterLog(NpgsqlDataSource source, string serviceId, string wanted)
{
    private readonly GrainStateTable _table = new(source, serviceId);

    /// <summary>Refuses the start with state of another log. Touches nothing.</summary>
    /// <exception cref="StartupRefusedException">The state belongs to another log.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var found = (await _table.ReadAsync(GrainStateKey.OfLog, cancellationToken))?.Json ?? await GuessAsync(cancellationToken);
        if (found is not null && found != Text)
        {
            throw new StartupRefusedException(
                $"{StreamsExtensions.ProviderKey} and its Partitions say '{wanted}', but the state of service '{serviceId}' belongs to events in {found.Replace('"', '\'')}: their offsets mean nothing there. "
                + "Set them back, or begin with an empty database (and, with Kafka, another TopicPrefix): a new ServiceId alone would read the events that are there.");
        }
    }

    /// <summary>Writes down which log it is, unless that is known.</summary>
    /// <exception cref="StartupRefusedException">Another silo has just written down another.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        if (await _table.ReadAsync(GrainStateKey.OfLog, cancellationToken) is null) await _table.WriteAsync(GrainStateKey.OfLog, Text, version: 0, cancellationToken);
        await CheckAsync(cancellationToken);
    }

    // As JSON, like all state.
    private string Text => $"\"{wanted}\"";

    // State of a version that wrote nothing down: which log it was nobody knows, but it had as many partitions as every log had.
    private async Task<string?> GuessAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT 1 FROM eventflow_grain_state WHERE service_id = $1 AND grain_type = 'ingestion' LIMIT 1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = serviceId });
        return await command.ExecuteScalarAsync(cancellationToken) is null ? null : $"\"{wanted.Split(' ')[0]}\"";
    }
}
