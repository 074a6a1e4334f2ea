using EventFlow.EventStore;
using EventFlow.Postgres;
using EventFlow.Postgres.EventLog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace EventFlow.Cli.Migrate;

/// <summary>Moves the data directory of a stopped silo into the database of a cluster, and proves that both hold the same. Run again after an interruption, it goes on.</summary>
internal sealed class MigrationJob(string data, string? log, string connection, string serviceId, IMigrationProgress progress, TimeProvider time)
{
    private const string SiloLock = "silo.lock";
    private const string LocalLog = "segment-log";
    private static readonly string GrainDatabase = Path.Combine("grains", "grains.db");
    private static readonly string ProviderFile = Path.Combine("grains", "streams-provider");

    /// <exception cref="MigrationException">It cannot be made; nothing of the data directory was changed.</exception>
    public async Task<MigrationReport> RunAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(data);
        var database = Path.Combine(folder, GrainDatabase);
        if (!File.Exists(database)) throw new MigrationException($"{folder} is no data directory: it has no {GrainDatabase}. Give the folder that the silo was started with as --data.");
        CheckLog(folder);
        if (await PostgresSchema.FindFaultAsync(source, cancellation).ConfigureAwait(false) is { } fault) throw new MigrationException(fault);
        using var held = Hold(folder);
        var target = new MigrationTarget(source, serviceId);
        var isNew = await target.BeginAsync(folder, cancellation).ConfigureAwait(false);
        if (!isNew) return new(0, "", 0, 0, "", WasThere: true);
        using var reader = new GrainDatabaseReader(database);
        var (states, reminders) = await new StateMigration(reader, target, progress).RunAsync(cancellation).ConfigureAwait(false);
        var (batches, events) = await MoveLogAsync(source, folder, target, cancellation).ConfigureAwait(false);
        await target.FinishAsync(cancellation).ConfigureAwait(false);
        return new(states.Count, states.ToString(), reminders, events, batches.ToString(), WasThere: false);
    }

    // State without its events, or with those of another log, would pass over all that comes until the new log has as many.
    private void CheckLog(string folder)
    {
        if (File.Exists(Path.Combine(folder, ProviderFile)) && File.ReadAllText(Path.Combine(folder, ProviderFile)).Trim() is var provider && !provider.StartsWith(LocalLog, StringComparison.Ordinal))
        {
            throw new MigrationException($"The state in {folder} belongs to events in '{provider}', which are not in the data directory; only state of events in '{LocalLog}' can be moved.");
        }

        var directory = log ?? Path.Combine(folder, "log");
        if (!Directory.Exists(directory))
        {
            throw new MigrationException($"There is no event log at {directory}. Give the folder that EventFlow:EventStore:Directory of the silo names as --log.");
        }
    }

    private async Task<(ContentSum Batches, long Events)> MoveLogAsync(NpgsqlDataSource source, string folder, MigrationTarget target, CancellationToken cancellation)
    {
        using var from = Build(new() { ["EventFlow:DataDirectory"] = folder, ["EventFlow:EventStore:Directory"] = log }, static services => services.AddEventStore());
        using var to = Build(new() { ["EventFlow:Postgres:ConnectionString"] = connection }, services =>
        {
            // The one that signs in as the command does, which may be by tokens of an identity.
            services.AddSingleton(source);
            services.AddPostgresEventLog();
        });
        await to.StartAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Not started, only opened: the silo's housekeeping would delete what has expired meanwhile.
            var segments = from.Services.GetRequiredService<SegmentEventLog>();
            await segments.OpenAsync().ConfigureAwait(false);
            return await new LogMigration(segments, to.Services.GetRequiredService<IFollowedEventLog>(), target, progress, time).RunAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await to.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static IHost Build(Dictionary<string, string?> settings, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        add(builder.Services);
        return builder.Build();
    }

    private static FileStream Hold(string folder)
    {
        try
        {
            return new(Path.Combine(folder, SiloLock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new MigrationException($"The silo of {folder} is running. Stop it first: what it takes while its data is moved would be lost.", error);
        }
    }
}
