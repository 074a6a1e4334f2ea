namespace EventFlow.TestKit;

/// <summary>Runs a test as a grain runs: what lies between two awaits is never interrupted by what lies between two others. For engines that rely on the turns of their grain.</summary>
public static class Turns
{
    /// <summary>Runs the body in turns of its own.</summary>
    public static Task RunAsync(Func<Task> body) => Task.Factory.StartNew(
        body, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
