namespace EventFlow.EventLogs.Tests;

/// <summary>Waits for what comes about by itself, with a limit that only a fault reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    public static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"It did not come about within {Patience}.");
            await Task.Delay(20);
        }
    }
}
