namespace EventFlow.Silo;

/// <summary>
/// Refuses a start with grain state that belongs to another log. Grains keep the offsets they have applied; on a log that counts differently they would pass over events that were acknowledged.
/// Which log it is stands in a file beside the state; state of a version that wrote none belongs to the log on local disk.
/// </summary>
internal sealed class StreamsProviderCheck(SiloSettings silo, IConfiguration configuration) : IHostedLifecycleService
{
    private const string FileName = "streams-provider";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(silo.DataDirectory, "grains");
        var file = Path.Combine(folder, FileName);
        var wanted = StreamsExtensions.LogOf(configuration);
        var found = File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : File.Exists(Path.Combine(folder, "grains.db")) ? StreamsExtensions.SegmentLog : null;
        if (found is not null && found != wanted)
        {
            throw new StartupRefusedException(
                $"{StreamsExtensions.ProviderKey} is '{wanted}', but the state in {folder} belongs to events in '{found}': their offsets mean nothing there. "
                + $"Set it back to '{found}', give the silo an empty folder with --data DIR, or move the state with 'eventflow migrate'.");
        }

        if (File.Exists(file)) return;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, wanted, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
