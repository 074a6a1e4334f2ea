using System.Collections.Concurrent;

namespace EventFlow.Tests.Alerting;

/// <summary>Crashes a scenario at every step that its first run has seen, one by one.</summary>
internal static class CrashWalk
{
    /// <summary>Runs it once for each step, with the number of the step, and names all at which it failed.</summary>
    public static async Task AtEveryStepAsync(IReadOnlyList<string> steps, Func<int, Task> run)
    {
        var faults = new ConcurrentQueue<string>();
        // Mostly they wait for the disk, each for its own.
        await Parallel.ForEachAsync(Enumerable.Range(1, steps.Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (at, _) =>
        {
            try
            {
                await run(at).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception error)
            {
                faults.Enqueue($"crash at step {at} of {steps.Count} (in the first run: {steps[at - 1]}): {error.Message}");
            }
        });
        Assert.True(faults.IsEmpty, string.Join("\n", faults));
    }
}
