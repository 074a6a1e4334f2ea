using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded;

/// <summary>Base of all grain classes. Everything a grain does runs in turns: never two threads at once in one activation.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Takes its context from the activation that is being made.</summary>
    protected Grain() => GrainContext = RuntimeContext.Current!;

    /// <summary>The activation this instance belongs to; null only when constructed outside the runtime, as a test of the class alone may do.</summary>
    public IGrainContext GrainContext { get; }

    /// <summary>Gives references to other grains.</summary>
    protected IGrainFactory GrainFactory => Runtime.GrainFactory;

    /// <summary>Services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => Runtime.ActivationServices;

    private IActivation Runtime => GrainContext as IActivation
        ?? throw new InvalidOperationException($"{GetType().Name} was constructed outside the grain runtime; expected an activation. Get it through IGrainFactory.GetGrain.");

    /// <summary>Runs in turn before the first call; a failure fails the waiting calls and removes the activation.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs in turn after the last call. It is not run when the process is killed: save state where it changes.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates this activation as soon as the current call has ended.</summary>
    protected void DeactivateOnIdle() => Runtime.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Keeps the activation in memory for at least this time although nothing calls it; a negative span takes the wish back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Runtime.DelayDeactivation(timeSpan);
}
