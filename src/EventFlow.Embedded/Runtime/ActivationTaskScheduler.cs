namespace EventFlow.Embedded.Runtime;

/// <summary>Makes every continuation of grain code a turn of its activation.</summary>
internal sealed class ActivationTaskScheduler(Activation activation) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs a task on this thread, which holds the activation's turn.</summary>
    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => activation.EnqueueContinuation(task);

    // A queued task cannot be taken out of the queue, and only the thread that holds the turn may run one at once.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, activation) && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
