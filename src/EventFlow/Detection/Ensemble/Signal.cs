namespace EventFlow.Detection;

/// <summary>What the ensemble looks at. The order is that of the saved state.</summary>
internal enum Signal
{
    /// <summary>Height above the long-term level.</summary>
    LongRise = 0,
    /// <summary>Distance from what is usual at this time of day, smoothed over some samples.</summary>
    DayDrift = 1,
    /// <summary>Distance from what is usual at this time of week, in usual distances of that hour, smoothed.</summary>
    WeekStrain = 2,
    /// <summary>How much larger the steps of late are than those of long.</summary>
    Noise = 3,
    /// <summary>Distance from the last few samples, in usual steps of late.</summary>
    Jump = 4,
    /// <summary>Height above the last few samples.</summary>
    Rise = 5,
    /// <summary>Distance from what is usual at this time of week.</summary>
    WeekDistance = 6,
    /// <summary>What this sample adds to the spread of the last ten.</summary>
    Burst = 7,
    /// <summary>Distance of the level of the last twenty samples from the long-term level.</summary>
    Level = 8,
    /// <summary>Depth below the last ten samples.</summary>
    Drop = 9,
}
