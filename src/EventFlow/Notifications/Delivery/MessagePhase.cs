namespace EventFlow.Notifications;

/// <summary>Where a message stands. The values are stored and never change.</summary>
public enum MessagePhase : byte
{
    /// <summary>A default value of this type.</summary>
    None = 0,

    /// <summary>It waits to be sent.</summary>
    Waiting = 1,

    /// <summary>A try is under way. Saved before the try, so that after a crash it is known that the message may have arrived.</summary>
    Sending = 2,

    /// <summary>It was given up and is a dead letter.</summary>
    Dead = 3,

    /// <summary>It was sent, skipped or thrown away; kept so that it is known when it comes again, and for what follows from it.</summary>
    Done = 4,
}
