namespace EventFlow.Alerting;

/// <summary>
/// Lets calls that interleave in one grain share writes: at most one write runs, and everybody who asked while it ran is served by the one after it, which has seen
/// their change. Used from the turns of one grain only, so nothing is locked.
/// </summary>
/// <param name="write">Writes the state as it is when called.</param>
internal sealed class SharedSave(Func<Task> write)
{
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when what the state holds now is durable; fails with the write that was to hold it.</summary>
    public Task SaveAsync()
    {
        if (_next is not null) return _next;
        if (_running.IsCompleted) return _running = write();
        return _next = AfterAsync(_running);
    }

    private async Task AfterAsync(Task running)
    {
        // How that one ended is the business of those who wait for it. Yields in any case: it may have ended, on another thread, since it was looked at, and then the rest would run
        // before _next is set, which would stay set for good; everybody after that would be told that a write holds their change which had begun before it.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        _next = null;
        await (_running = write());
    }
}
