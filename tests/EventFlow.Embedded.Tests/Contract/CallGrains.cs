namespace EventFlow.Embedded.Tests.Contract;

/// <summary>A grain of which every call holds the turn until the test lets it go.</summary>
public interface ITurnGrain : IGrainWithStringKey
{
    Task<int> Count();

    Task Hold(string gate);

    [AlwaysInterleave]
    Task<string> Peek();

    [ReadOnly]
    Task ReadHold(string gate);

    [OneWay]
    Task Notify(string gate);

    ValueTask<string> Key();

    ValueTask Touch();

    Task Throw(string message);

    Task ThrowAfterAwait(string message);

    Task<bool> ContinuesInTurn();

    Task<string> CancellableHold(string gate, CancellationToken cancellationToken);

    [ResponseTimeout("00:00:05")]
    Task ImpatientHold(string gate);

    Task<ITurnGrain> Self();
}

public class TurnGrain(Probe probe) : Grain, ITurnGrain
{
    private int _count;

    public async Task<int> Count()
    {
        // Unprotected on purpose: two threads at once would lose increments.
        var count = _count;
        await Task.Yield();
        _count = count + 1;
        return _count;
    }

    public async Task Hold(string gate)
    {
        probe.Note($"begin {gate}");
        await probe.Pass(gate);
        probe.Note($"end {gate}");
    }

    public Task<string> Peek() => Task.FromResult("peeked");

    public Task ReadHold(string gate) => Hold(gate);

    public Task Notify(string gate) => Hold(gate);

    public ValueTask<string> Key() => new(this.GetPrimaryKeyString());

    public ValueTask Touch() => default;

    public Task Throw(string message) => throw new InvalidDataException(message);

    public async Task ThrowAfterAwait(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    public async Task<bool> ContinuesInTurn()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Delay(1);
        var afterDelay = TaskScheduler.Current;
        await Task.Run(static () => { });
        return scheduler != TaskScheduler.Default && afterDelay == scheduler && TaskScheduler.Current == scheduler;
    }

    public async Task<string> CancellableHold(string gate, CancellationToken cancellationToken)
    {
        probe.Note($"begin {gate}");
        try
        {
            await probe.Pass(gate).WaitAsync(cancellationToken);
            return "passed";
        }
        catch (OperationCanceledException)
        {
            probe.Note($"cancelled {gate}");
            throw;
        }
    }

    public Task ImpatientHold(string gate) => Hold(gate);

    public Task<ITurnGrain> Self() => Task.FromResult(this.AsReference<ITurnGrain>());
}

public interface IReentrantGrain : IGrainWithStringKey
{
    Task Hold(string gate);
}

[Reentrant]
public class ReentrantGrain(Probe probe) : Grain, IReentrantGrain
{
    public async Task Hold(string gate)
    {
        probe.Note($"begin {gate}");
        await probe.Pass(gate);
    }
}

public interface IChainGrain : IGrainWithStringKey
{
    /// <summary>Calls the grains named, one calling the next.</summary>
    Task Call(string[] route);
}

public class ChainGrain : Grain, IChainGrain
{
    public Task Call(string[] route) => route.Length == 0
        ? Task.CompletedTask
        : GrainFactory.GetGrain<IChainGrain>(route[0]).Call(route[1..]);
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task Hold(string gate);
}

[StatelessWorker(2)]
public class WorkerGrain(Probe probe) : Grain, IWorkerGrain
{
    public async Task Hold(string gate)
    {
        probe.Note($"begin {gate}");
        await probe.Pass(gate);
    }
}
