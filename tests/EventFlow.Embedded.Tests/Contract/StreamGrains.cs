namespace EventFlow.Embedded.Tests.Contract;

public class Checkpoint
{
    public long Next { get; set; }

    public List<string> Items { get; set; } = [];
}

public interface IReaderGrain : IGrainWithStringKey
{
    Task<string[]> Items();

    Task Leave();
}

/// <summary>Applies items effectively once: its state holds what it has seen and where to go on. An item "poison" fails until the gate "cure" is open.</summary>
[ImplicitStreamSubscription("log")]
public class ReaderGrain([PersistentState("checkpoint")] IPersistentState<Checkpoint> checkpoint, Probe probe)
    : Grain, IReaderGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<string>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        probe.Note($"subscribed at {checkpoint.State.Next}");
        await handleFactory.Create<string>().ResumeAsync(this, new EventSequenceTokenV2(checkpoint.State.Next));
    }

    public async Task OnNextAsync(IList<SequentialItem<string>> items)
    {
        probe.Note($"batch of {items.Count}");
        foreach (var item in items)
        {
            if (item.Item == "poison" && !probe.Pass("cure").IsCompleted)
            {
                probe.Note("poisoned");
                throw new InvalidDataException("poison");
            }
        }

        foreach (var item in items.Where(item => item.Token.SequenceNumber >= checkpoint.State.Next))
        {
            checkpoint.State.Items.Add(item.Item);
            checkpoint.State.Next = item.Token.SequenceNumber + 1;
            probe.Note(item.Item);
        }

        await checkpoint.WriteStateAsync();
    }

    public Task OnErrorAsync(Exception ex)
    {
        probe.Note($"error {ex.Message}");
        return Task.CompletedTask;
    }

    public Task<string[]> Items() => Task.FromResult(checkpoint.State.Items.ToArray());

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

/// <summary>Where a feeding grain puts what it reads; it notes when it goes.</summary>
public interface IBasinGrain : IGrainWithStringKey
{
    Task Fill();

    Task Save();
}

public class BasinGrain(Probe probe) : Grain, IBasinGrain
{
    private bool _filled;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note("basin gone");
        return Task.CompletedTask;
    }

    public Task Fill()
    {
        _filled = true;
        return Task.CompletedTask;
    }

    public Task Save()
    {
        probe.Note(_filled ? "basin saved" : "basin empty");
        return Task.CompletedTask;
    }
}

public interface IFeederGrain : IGrainWithStringKey
{
    Task Call();
}

/// <summary>Feeds a basin from a stream and has it saved when it goes.</summary>
[ImplicitStreamSubscription("feed")]
public class FeederGrain(Probe probe) : Grain, IFeederGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<string>
{
    private IBasinGrain Basin => GrainFactory.GetGrain<IBasinGrain>("basin");

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Basin.Save();

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<string>> items)
    {
        await Basin.Fill();
        probe.Note("fed");
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task Call() => Task.CompletedTask;
}

public interface ISingleReaderGrain : IGrainWithStringKey
{
    Task Send(string provider, string item);
}

/// <summary>Receives item by item, and sends.</summary>
[ImplicitStreamSubscription("single")]
public class SingleReaderGrain(Probe probe) : Grain, ISingleReaderGrain, IStreamSubscriptionObserver, IAsyncObserver<string>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync(this);

    public Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        probe.Note($"{this.GetPrimaryKeyString()} got {item}");
        if (item == "poison" && !probe.Pass("cure").IsCompleted)
            throw new InvalidDataException("poison");
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task Send(string provider, string item) =>
        this.GetStreamProvider(provider).GetStream<string>("single", this.GetPrimaryKeyString()).OnNextAsync(item);
}
