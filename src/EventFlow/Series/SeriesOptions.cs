using System.ComponentModel.DataAnnotations;

namespace EventFlow.Series;

/// <summary>Settings of series, <c>EventFlow:Series</c>.</summary>
public sealed class SeriesOptions
{
    /// <summary>Samples kept in memory at most, 10 to 100,000 (16 bytes each, taken as needed). Default 240, which is 20 minutes at 5 s.</summary>
    [Range(10, 100_000)]
    public int RecentPoints { get; set; } = 240;

    /// <summary>One-minute rollups kept at most, 10 to 10,000 (40 bytes each, taken as needed). Default 180, three hours.</summary>
    [Range(10, 10_000)]
    public int MinuteRollups { get; set; } = 180;

    /// <summary>One-hour rollups kept at most, 10 to 10,000. Default 168, seven days.</summary>
    [Range(10, 10_000)]
    public int HourRollups { get; set; } = 168;

    /// <summary>Series of one service at most, 1 to 10,000,000; more are refused and counted. Default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int SeriesPerService { get; set; } = 10_000;

    /// <summary>Silence, by arrival, after which a firing alert of a live series is said to be without data, in seconds, 10 to 86,400. Default 300.</summary>
    [Range(10, 86_400)]
    public int NoDataAfterSeconds { get; set; } = 300;

    /// <summary>Distance between event time and arrival up to which data counts as live, in seconds, 1 to 86,400. Default 120.</summary>
    [Range(1, 86_400)]
    public int LiveWithinSeconds { get; set; } = 120;
}
