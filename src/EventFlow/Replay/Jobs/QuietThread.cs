using System.Collections.Concurrent;

namespace EventFlow.Replay;

/// <summary>
/// Runs asynchronous work on a thread of its own that the operating system prefers least: live work, which runs on the pool, goes before it wherever there is not enough for both.
/// What the work awaits comes back to this thread.
/// </summary>
internal sealed class QuietThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    /// <summary>The outcome of the work.</summary>
    public static Task RunAsync(Func<Task> work, string name)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => new QuietThread().Pump(work, done)) { IsBackground = true, Name = name, Priority = ThreadPriority.BelowNormal };
        thread.Start();
        return done.Task;
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // What still comes after the work has ended is nobody's any more.
            ThreadPool.QueueUserWorkItem(static call => call.d(call.state), (d, state), preferLocal: false);
        }
    }

    private void Pump(Func<Task> work, TaskCompletionSource done)
    {
        SetSynchronizationContext(this);
        QuietPriority.Take();
        var running = Begin(work);
        _ = running.ContinueWith(static (_, queue) => ((BlockingCollection<(SendOrPostCallback, object?)>)queue!).CompleteAdding(), _queue, TaskScheduler.Default);
        foreach (var (callback, state) in _queue.GetConsumingEnumerable()) callback(state);
        if (running.IsCanceled) done.SetCanceled();
        else if (running.Exception is { } error) done.SetException(error.InnerExceptions);
        else done.SetResult();
    }

    private static async Task Begin(Func<Task> work) => await work();
}
