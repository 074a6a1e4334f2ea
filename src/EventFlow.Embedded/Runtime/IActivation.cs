namespace EventFlow.Embedded.Runtime;

/// <summary>What the model's surface needs of an activation beyond what the model itself shows.</summary>
internal interface IActivation : IGrainContext
{
    IGrainFactory GrainFactory { get; }

    IReminderRegistry Reminders { get; }

    object Reference(Type interfaceType);

    void DelayDeactivation(TimeSpan span);

    IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options);
}
