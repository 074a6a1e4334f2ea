using EventFlow.Embedded.Reminders;
using EventFlow.Embedded.Runtime;
using EventFlow.Embedded.Storage;
using EventFlow.Embedded.Streams;

namespace EventFlow.Embedded.Hosting;

/// <summary>Collects the figures from the parts.</summary>
internal sealed class GrainRuntimeStatistics(
    GrainRuntime runtime, GrainDatabase database, ReminderService reminders, StreamManager streams, DeadlineMonitor deadlines) : IGrainRuntimeStatistics
{
    public GrainRuntimeSnapshot GetSnapshot()
    {
        var (queued, running, oldest) = (0, 0, long.MaxValue);
        var types = new List<GrainTypeStatistics>();
        foreach (var grainClass in runtime.Classes)
        {
            var (activations, calls, failures) = (0, grainClass.RetiredCalls, grainClass.RetiredFailures);
            foreach (var activation in grainClass.Activations)
            {
                activations++;
                queued += activation.MailboxDepth;
                oldest = Math.Min(oldest, activation.OldestSentAt);
                running += activation.RunningRequests;
                calls += activation.Calls;
                failures += activation.Failures;
            }

            types.Add(new(grainClass.GrainType.ToString(), activations, grainClass.Retired, calls, failures));
        }

        return new GrainRuntimeSnapshot
        {
            RuntimeName = "Embedded",
            Activations = types.Sum(static type => type.Activations),
            GrainTypes = [.. types.OrderByDescending(static type => type.Activations)],
            QueuedRequests = queued,
            OldestQueuedRequest = oldest == long.MaxValue ? TimeSpan.Zero : runtime.TimeProvider.GetElapsedTime(oldest),
            RunningRequests = running,
            Calls = types.Sum(static type => type.Calls),
            FailedCalls = types.Sum(static type => type.FailedCalls),
            TimedOutCalls = deadlines.Timeouts,
            QueuedStorageWrites = database.QueuedWrites,
            OldestQueuedStorageWrite = database.OldestWait,
            StorageWrites = database.Writes,
            StorageTransactions = database.Transactions,
            Reminders = reminders.Count,
            ReminderTicks = reminders.Ticks,
            Streams = [.. streams.Pumps.Select(static pump => new StreamStatistics(
                pump.ProviderName, pump.Stream.ToString(), pump.GrainType.ToString(), pump.Lag, pump.Delivered, pump.Failures, pump.LastError))],
        };
    }
}
