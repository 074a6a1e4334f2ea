namespace EventFlow.Embedded.Hosting;

/// <summary>The state of the runtime at one moment; totals count from the start of the process.</summary>
public sealed record GrainRuntimeSnapshot
{
    /// <summary>Name of the runtime: <c>Embedded</c>.</summary>
    public required string RuntimeName { get; init; }

    /// <summary>Activations in memory.</summary>
    public required int Activations { get; init; }

    /// <summary>The same by grain type, largest first.</summary>
    public required IReadOnlyList<GrainTypeStatistics> GrainTypes { get; init; }

    /// <summary>Requests that wait in mailboxes, those running left out.</summary>
    public required int QueuedRequests { get; init; }

    /// <summary>How long the request at the head of the slowest mailbox has waited, the runtime's own requests left out.</summary>
    public required TimeSpan OldestQueuedRequest { get; init; }

    /// <summary>Requests that run now, those included that wait for something themselves.</summary>
    public required int RunningRequests { get; init; }

    /// <summary>Requests run, the runtime's own (timers, reminders, deliveries) included.</summary>
    public required long Calls { get; init; }

    /// <summary>Requests that failed or were refused.</summary>
    public required long FailedCalls { get; init; }

    /// <summary>Calls whose callers ran out of patience.</summary>
    public required long TimedOutCalls { get; init; }

    /// <summary>Writes waiting for the storage writer.</summary>
    public required int QueuedStorageWrites { get; init; }

    /// <summary>How long the oldest of them has waited.</summary>
    public required TimeSpan OldestQueuedStorageWrite { get; init; }

    /// <summary>Writes done.</summary>
    public required long StorageWrites { get; init; }

    /// <summary>Transactions they shared.</summary>
    public required long StorageTransactions { get; init; }

    /// <summary>Registered reminders.</summary>
    public required int Reminders { get; init; }

    /// <summary>Reminders fired.</summary>
    public required long ReminderTicks { get; init; }

    /// <summary>Streams with subscribers.</summary>
    public required IReadOnlyList<StreamStatistics> Streams { get; init; }
}
