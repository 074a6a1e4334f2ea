namespace EventFlow.Notifications;

/// <summary>Whether the fallback channel was given a message. The values are stored and never change.</summary>
public enum StandInPhase : byte
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>It is to be given it.</summary>
    Owed = 1,

    /// <summary>It has it.</summary>
    Given = 2,
}
