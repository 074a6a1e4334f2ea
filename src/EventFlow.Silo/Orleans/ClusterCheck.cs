using System.Net;
using System.Net.Sockets;
using EventFlow.EventStore;
using EventFlow.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Silo;

/// <summary>
/// Looks, before anything else of the silo starts, whether it may join its cluster: the database answers and has the schema of this program, the clocks agree, the silos that
/// run understand this one, its state belongs to the log that is set, the cluster's name belongs to this service, the silo's port is free. Where not, the start ends with one line, and nothing was touched.
/// </summary>
internal sealed class ClusterCheck(NpgsqlDataSource source, IOptions<EventFlowClusterOptions> options, TimeProvider time, IConfiguration configuration) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        CheckStreams();
        try
        {
            await CheckSchema(cancellationToken);
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await CheckClock(connection, cancellationToken);
            await CheckVersions(connection, cancellationToken);
            await CheckMigration(connection, cancellationToken);
            await Log.CheckAsync(cancellationToken);
            CheckPort();
            await CheckName(connection, cancellationToken);
        }
        catch (Exception e) when (e is not (StartupRefusedException or OperationCanceledException))
        {
            throw RefusalOf(e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not before the log itself was there and as it is set. The database may have gone meanwhile.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Log.RegisterAsync(cancellationToken);
        }
        catch (Exception e) when (e is not (StartupRefusedException or OperationCanceledException))
        {
            throw RefusalOf(e);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private StartupRefusedException RefusalOf(Exception error)
    {
        var of = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return new($"EventFlow:Postgres:ConnectionString names database {of.Database} at {of.Host}:{of.Port}: {PostgresFault.Of(error).Text}.", error);
    }

    private ClusterLog Log => new(source, options.Value.ServiceId, StreamsExtensions.LogOf(configuration));

    // With a log of its own each silo would acknowledge events that the others, which may have to process them, never see.
    private void CheckStreams()
    {
        if (StreamsExtensions.ProviderOf(configuration) is var provider && !StreamsOptions.IsShared(provider))
            throw new StartupRefusedException($"{StreamsExtensions.ProviderKey} is '{provider}', which each silo has for itself; a cluster needs postgres or kafka.");
    }

    private async Task CheckSchema(CancellationToken cancellationToken)
    {
        var apply = configuration.GetValue($"{PostgresOptionsValidator.Section}:{nameof(PostgresOptions.ApplySchema)}", defaultValue: false);
        if (await PostgresSchema.FindFaultAsync(source, apply, cancellationToken) is { } fault) throw new StartupRefusedException(fault);
    }

    private async Task CheckClock(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var skew = await DatabaseClock.SkewAsync(connection, time, cancellationToken);
        if (skew.Duration().TotalSeconds > options.Value.MaxClockSkewSeconds) throw new StartupRefusedException(DatabaseClock.Describe(skew, options.Value.MaxClockSkewSeconds));
    }

    // Those that run already are asked for before the name of the cluster is taken. One of a version without a sign speaks the first protocol.
    private async Task CheckVersions(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var own = SiloSign.Of(options.Value.ClusterId);
        await using var command = new NpgsqlCommand("SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%protocol %'", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (SiloSign.Read(rows.GetString(0)) is not { } other || other.Cluster != own.Cluster || own.CanJoin(other)) continue;
            throw new StartupRefusedException(
                $"A silo of EventFlow {other.Version} runs in cluster '{options.Value.ClusterId}' and speaks protocol {other.Speaks}, and {other.Understands} at the oldest; this one, {own.Version}, speaks {own.Speaks}, and {own.Understands} at the oldest. "
                + "Upgrade over the versions in between, or stop all silos of the other version first.");
        }
    }

    private async Task CheckMigration(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT source FROM eventflow_migration WHERE service_id = $1 AND finished_at IS NULL", connection);
        command.Parameters.AddWithValue(options.Value.ServiceId);
        if (await command.ExecuteScalarAsync(cancellationToken) is string from)
            throw new StartupRefusedException($"The data directory {from} is being moved into service '{options.Value.ServiceId}', and that is not finished. Run eventflow migrate again; it goes on where it ended.");
    }

    private async Task CheckName(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "WITH added AS (INSERT INTO eventflow_cluster_registration (cluster_id, service_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING service_id) "
            + "SELECT service_id FROM added UNION ALL SELECT service_id FROM eventflow_cluster_registration WHERE cluster_id = $1 LIMIT 1",
            connection);
        command.Parameters.AddWithValue(options.Value.ClusterId);
        command.Parameters.AddWithValue(options.Value.ServiceId);
        var owner = (string?)await command.ExecuteScalarAsync(cancellationToken);
        if (owner is not null && owner != options.Value.ServiceId)
        {
            throw new StartupRefusedException(
                $"{EventFlowClusterOptions.SectionName}:ClusterId '{options.Value.ClusterId}' belongs to the service '{owner}' in this database; this silo is of '{options.Value.ServiceId}'. "
                + $"Give the cluster another name, or set {EventFlowClusterOptions.SectionName}:ServiceId to '{owner}' if it is the same installation.");
        }
    }

    private void CheckPort()
    {
        var cluster = options.Value;
        var address = cluster.ListenOnAnyAddress ? IPAddress.Any : SiloAddresses.Find(cluster.AdvertisedAddress)!;
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(address, cluster.SiloPort));
        }
        catch (SocketException e)
        {
            throw new StartupRefusedException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Port {cluster.SiloPort} of {cluster.AdvertisedAddress} is in use by another process. Stop that one, or choose another {EventFlowClusterOptions.SectionName}:SiloPort."
                    : $"{cluster.AdvertisedAddress}:{cluster.SiloPort} cannot be listened on: {e.Message}. "
                    + $"Set {EventFlowClusterOptions.SectionName}:AdvertisedAddress to an address of this machine, or ListenOnAnyAddress to true where it is translated.",
                e);
        }
    }
}
