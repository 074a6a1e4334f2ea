using System.Diagnostics;
using EventFlow.Embedded.Tests.Contract;

namespace EventFlow.Embedded.Tests;

public interface IConflictGrain : IGrainWithStringKey
{
    Task Start();
}

/// <summary>Its timer disposes itself, then finds that the state was changed by another.</summary>
public class ConflictGrain(Probe probe) : Grain, IConflictGrain
{
    private IGrainTimer? _timer;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"left: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Start()
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                _timer!.Dispose();
                throw new InconsistentStateException("changed by another", "2", "1");
            },
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }
}

public interface IOrphanGrain : IGrainWithStringKey
{
    Task Call();
}

public sealed class ScopedService : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

public interface IScopeGrain : IGrainWithStringKey
{
    Task<ScopedService> Service();

    Task<string?> TraceId();

    Task Leave();
}

public class ScopeGrain(IServiceProvider services, ScopedService? service = null) : Grain, IScopeGrain
{
    public Task<ScopedService> Service() => Task.FromResult(service!);

    public async Task<string?> TraceId()
    {
        Assert.NotNull(services);
        await Task.Yield();
        return Activity.Current?.TraceId.ToString();
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IStubbornGrain : IGrainWithStringKey
{
    Task Leave();

    Task<string> Hello();
}

/// <summary>Does not want to be deactivated.</summary>
public class StubbornGrain(Probe probe) : Grain, IStubbornGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note("hangs");
        return probe.Pass("leave");
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<string> Hello() => Task.FromResult("hello");
}
