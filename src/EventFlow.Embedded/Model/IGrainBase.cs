namespace EventFlow.Embedded;

/// <summary>What every grain class implements, by deriving from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation this instance belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs in turn before the first call; a failure fails the waiting calls and removes the activation.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs in turn after the last call, before the activation is forgotten.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
