extern alias embedded;

using Microsoft.Extensions.Options;
using EmbeddedGrainsOptions = embedded::EventFlow.Embedded.Hosting.EmbeddedGrainsOptions;
using GrainDatabase = embedded::EventFlow.Embedded.Storage.GrainDatabase;
using OrleansConfigurationException = embedded::EventFlow.Embedded.OrleansConfigurationException;

namespace EventFlow.Silo;

/// <summary>The database in the data directory, in which a silo without a cluster keeps grain state and reminders: the file of the embedded runtime, so that a data directory goes on under either.</summary>
internal sealed class LocalStateDatabase(SiloSettings silo, TimeProvider time, ILoggerFactory logging) : IHostedService, IDisposable
{
    private readonly GrainDatabase _database = new(
        Options.Create(new EmbeddedGrainsOptions { DataDirectory = Path.Combine(silo.DataDirectory, "grains") }), time, logging.CreateLogger<GrainDatabase>());

    /// <summary>Reads and writes records. Thread safe while the host runs.</summary>
    public GrainDatabase Database => _database;

    /// <summary>Opens it; registered before the silo, which reads reminders when it starts.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _database.Open();
        }
        catch (OrleansConfigurationException fault)
        {
            throw new StartupRefusedException(fault.Message);
        }

        return Task.CompletedTask;
    }

    /// <summary>Closes it; the silo has stopped by then, and has saved its grains.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _database.Dispose();
}
