namespace EventFlow.Embedded.Tests.Contract;

public interface ILifecycleGrain : IGrainWithStringKey
{
    Task<Guid> Instance();

    Task Leave();

    Task Stay(TimeSpan span);
}

public class LifecycleGrain(Probe probe) : Grain, ILifecycleGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Note($"activated {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"deactivated {this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<Guid> Instance() => Task.FromResult(_instance);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Stay(TimeSpan span)
    {
        DelayDeactivation(span);
        return Task.CompletedTask;
    }
}

public interface IRestlessGrain : IGrainWithStringKey
{
    /// <summary>How many activations of this grain there are.</summary>
    Task<int> Live();

    Task<int> LiveAndLeave();
}

public class RestlessGrain(Probe probe) : Grain, IRestlessGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Add(this.GetPrimaryKeyString(), 1);
        await Task.Yield();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Add(this.GetPrimaryKeyString(), -1);
    }

    public async Task<int> Live()
    {
        await Task.Yield();
        return probe.Add(this.GetPrimaryKeyString(), 0);
    }

    public Task<int> LiveAndLeave()
    {
        DeactivateOnIdle();
        return Live();
    }
}

/// <summary>Fails to start as long as the probe's gate "repaired" is shut.</summary>
public interface IFragileGrain : IGrainWithStringKey
{
    Task<string> Hello();
}

public class FragileGrain(Probe probe) : Grain, IFragileGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Note("starting");
        await probe.Pass("start");
        if (!probe.Pass("repaired").IsCompleted)
            throw new InvalidDataException("cannot start");
    }

    public Task<string> Hello() => Task.FromResult("hello");
}

public class Notebook
{
    public List<string> Lines { get; set; } = [];

    public double Mean { get; set; } = double.NaN;
}

public interface INotebookGrain : IGrainWithStringKey
{
    Task<string?> Write(string line);

    Task WriteTwiceAtOnce();

    Task<string[]> Read();

    Task<(bool Exists, string? Etag, int Lines, double Mean)> Look();

    Task Clear();

    Task Forget();

    Task<string[]> ReadOther();

    Task WriteOther(string line);
}

public class NotebookGrain(
    [PersistentState("notes")] IPersistentState<Notebook> notes,
    [PersistentState("other", "Default")] IPersistentState<Notebook> other) : Grain, INotebookGrain
{
    public async Task<string?> Write(string line)
    {
        notes.State.Lines.Add(line);
        await notes.WriteStateAsync();
        return notes.Etag;
    }

    public Task WriteTwiceAtOnce()
    {
        notes.State.Lines.Add("twice");
        return Task.WhenAll(notes.WriteStateAsync(), notes.WriteStateAsync());
    }

    public Task<string[]> Read() => Task.FromResult(notes.State.Lines.ToArray());

    public Task<(bool Exists, string? Etag, int Lines, double Mean)> Look() =>
        Task.FromResult((notes.RecordExists, notes.Etag, notes.State.Lines.Count, notes.State.Mean));

    public Task Clear() => notes.ClearStateAsync();

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<string[]> ReadOther() => Task.FromResult(other.State.Lines.ToArray());

    public Task WriteOther(string line)
    {
        other.State.Lines.Add(line);
        return other.WriteStateAsync();
    }
}
