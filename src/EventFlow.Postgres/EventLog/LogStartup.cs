using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>Looks at the database when the host starts, before anything reads or appends: a wrong address, a wrong password or a missing schema stops the start with one line.</summary>
internal sealed class LogStartup(NpgsqlDataSource source, PostgresEventLog log, IOptions<PostgresOptions> options) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckSchemaAsync(cancellationToken).ConfigureAwait(false);
            await LogTables.PrepareAsync(source, log.Streams, cancellationToken).ConfigureAwait(false);
            if (await LogTables.HasMovedEventsAsync(source, cancellationToken).ConfigureAwait(false))
            {
                log.NoteMoved();
            }

            foreach (var size in await LogTables.ReadSizesAsync(source, cancellationToken).ConfigureAwait(false))
            {
                log.Ends.NoteSize(size);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new InvalidOperationException($"The event log in PostgreSQL cannot be used: {PostgresFault.Of(e).Text}.", e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckSchemaAsync(CancellationToken cancellationToken)
    {
        if (await PostgresSchema.FindFaultAsync(source, options.Value.ApplySchema, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }
}
