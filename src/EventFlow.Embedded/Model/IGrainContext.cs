namespace EventFlow.Embedded;

/// <summary>An activation: one grain instance in memory and what belongs to it.</summary>
public interface IGrainContext
{
    /// <summary>Type and key of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>Services of this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation is gone.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation once running calls have ended; later calls go to a new activation.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
