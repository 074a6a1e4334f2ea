namespace EventFlow.Detection;

/// <summary>What the ensemble looks at. The order is that of the saved state.</summary>
internal enum Signal
{
    /// <summary>Distance from what is usual at this time of day.</summary>
    DayDistance = 0,
    /// <summary>The same by time of week, in usual distances of that hour.</summary>
    WeekSurprise = 1,
    /// <summary>Height above the long-term level.</summary>
    LongRise = 2,
    /// <summary>Distance from the time of day, smoothed over some samples.</summary>
    DayDrift = 3,
    /// <summary>Distance from the time of week in usual distances, smoothed.</summary>
    WeekStrain = 4,
    /// <summary>Distance from the time of day in usual distances, smoothed.</summary>
    DayStrain = 5,
    /// <summary>Distance from the last few samples, in usual steps of late.</summary>
    Jump = 6,
    /// <summary>Height above the last few samples.</summary>
    Rise = 7,
    /// <summary>Distance from what is usual at this time of week.</summary>
    WeekDistance = 8,
    /// <summary>Slope of the last twenty samples.</summary>
    Slope = 9,
    /// <summary>Distance of the level of the last twenty samples from the long-term level.</summary>
    Level = 10,
    /// <summary>Depth below the last ten samples.</summary>
    Drop = 11,
}
