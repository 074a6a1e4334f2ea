namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Base of the contract suite: the semantics of the programming model, tested on the host that a derived class starts.</summary>
public abstract class ContractTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected IGrainHost Host { get; private set; } = null!;

    protected Probe Probe => Host.Probe;

    public async ValueTask InitializeAsync() => Host = await StartHostAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Host.DisposeAsync();
    }

    /// <summary>Starts a host with a response timeout of 30 s, a collection age of 15 min and reminders from one minute.</summary>
    protected abstract Task<IGrainHost> StartHostAsync();

    protected TGrain Grain<TGrain>(string key = "one") where TGrain : IGrainWithStringKey => Host.Grains.GetGrain<TGrain>(key);

    /// <summary>Waits for a task with a limit, so that a hanging test fails and says where.</summary>
    protected static Task<T> Within<T>(Task<T> task) => task.WaitAsync(Patience);

    protected static Task Within(Task task) => task.WaitAsync(Patience);

    /// <summary>Repeats until the condition holds.</summary>
    protected static async Task Until(Func<Task<bool>> condition, string expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"Expected {expected} within {Patience}.");
            await Task.Delay(2, CancellationToken.None);
        }
    }
}
