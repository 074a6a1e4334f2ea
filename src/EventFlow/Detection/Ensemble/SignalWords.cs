namespace EventFlow.Detection;

/// <summary>Signals in words.</summary>
internal static class SignalWords
{
    /// <summary>
    /// What sort of thing a signal tells of. Feedback goes by this and not by the signal: which of those that look at the same thing is the rarest may differ from one time to the next.
    /// </summary>
    public static string SortOf(Signal signal) => signal switch
    {
        Signal.Jump or Signal.Rise or Signal.Drop or Signal.Burst => "sudden change",
        Signal.LongRise or Signal.Level => "level",
        Signal.DayDrift or Signal.WeekStrain or Signal.WeekDistance => "time of day or week",
        _ => "unsteadiness",
    };

    public static string Of(Signal signal) => signal switch
    {
        Signal.WeekDistance => "far from what is usual at this time of the week",
        Signal.LongRise => "higher than it has been for long",
        Signal.DayDrift => "for some samples not as usual at this time of day",
        Signal.WeekStrain => "for some samples not as usual at this time of the week",
        Signal.Jump => "far from the samples before it",
        Signal.Rise => "rises more than it usually does",
        Signal.Drop => "drops more than it usually does",
        Signal.Noise => "noisier than it usually is",
        Signal.Burst => "suddenly far less steady",
        Signal.Level => "the level has changed",
        _ => "not as usual",
    };
}
