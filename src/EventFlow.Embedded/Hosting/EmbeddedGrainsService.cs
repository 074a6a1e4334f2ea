using EventFlow.Embedded.Reminders;
using EventFlow.Embedded.Runtime;
using EventFlow.Embedded.Storage;
using EventFlow.Embedded.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Hosting;

/// <summary>Starts and stops the parts in order: nothing is called before its state can be read, nothing is closed before what uses it has ended.</summary>
internal sealed partial class EmbeddedGrainsService(
    GrainRuntime runtime,
    GrainDatabase database,
    ReminderService reminders,
    StreamManager streams,
    DeadlineMonitor deadlines,
    ActivationCollector collector,
    GrainRuntimeInstruments instruments,
    IOptions<EmbeddedGrainsOptions> options,
    ILogger<EmbeddedGrainsService> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        database.Open();
        runtime.Phase = RuntimePhase.Running;
        deadlines.Start();
        collector.Start();
        reminders.Start();
        streams.Start();
        instruments.Start();
        LogStarted(logger, runtime.Classes.Count, reminders.Count, database.Path);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (runtime.Phase != RuntimePhase.Running)
            return;
        var started = runtime.GetTimestamp();
        await WithinAsync("deliveries of streams", streams.StopAsync, cancellationToken);
        reminders.Stop();
        runtime.Phase = RuntimePhase.Stopping;
        await WithinAsync("running calls", DrainAsync, cancellationToken);
        await WithinAsync("deactivations", DeactivateAllAsync, cancellationToken);
        runtime.Phase = RuntimePhase.Stopped;
        collector.Dispose();
        deadlines.Dispose();
        database.Dispose();
        LogStopped(logger, runtime.TimeProvider.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Waits for a phase, but not longer than allowed: what hangs must not keep the rest from being saved.</summary>
    private async Task WithinAsync(string what, Func<CancellationToken, Task> phase, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.ShutdownTimeout, runtime.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await phase(either.Token);
        }
        catch (OperationCanceledException)
        {
            LogGaveUpWaiting(logger, what, options.Value.ShutdownTimeout);
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        // Waiting is polled: counting calls in flight would cost every call for the sake of the last second.
        while (runtime.Activations.Any(static activation => activation.Load > 0))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
    }

    private async Task DeactivateAllAsync(CancellationToken cancellationToken)
    {
        // Receivers of streams go first: their last checkpoint may call the grains they fed, which should still be there.
        await DeactivateAsync(runtime.Activations.Where(static activation => activation.Subscriptions is not null), cancellationToken);

        // Again and again: the last words of one grain may have activated another.
        while (runtime.Activations.Any())
            await DeactivateAsync(runtime.Activations, cancellationToken);
    }

    private static Task DeactivateAsync(IEnumerable<Activation> activations, CancellationToken cancellationToken)
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The process stops.");
        var all = activations.ToList();
        foreach (var activation in all)
            activation.Deactivate(reason);
        return Task.WhenAll(all.Select(static activation => activation.Deactivated)).WaitAsync(cancellationToken);
    }

    [LoggerMessage(1040, LogLevel.Information, "The embedded grain runtime is up: {Classes} grain classes, {Reminders} reminders, state in {Path}")]
    private static partial void LogStarted(ILogger logger, int classes, int reminders, string path);

    [LoggerMessage(1041, LogLevel.Information, "The embedded grain runtime has stopped after {ElapsedMs:0} ms; all state is on disk")]
    private static partial void LogStopped(ILogger logger, double elapsedMs);

    [LoggerMessage(1042, LogLevel.Warning, "Stopping no longer waits for {What} after {Timeout}")]
    private static partial void LogGaveUpWaiting(ILogger logger, string what, TimeSpan timeout);
}
