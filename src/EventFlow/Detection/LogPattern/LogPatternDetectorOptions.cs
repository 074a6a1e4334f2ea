using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the log-pattern detector.</summary>
[Detector("Log pattern", "A service logs messages of a pattern that was never seen, or of a known one far more often than usual. Patterns are found in the messages by themselves.")]
public sealed class LogPatternDetectorOptions : IDetectorOptions
{
    /// <summary>What counts. Default both.</summary>
    [DetectorParameter("Finds", "Patterns that were never seen, known ones that are suddenly frequent, or both.")]
    public LogPatternNews Finds { get; set; }

    /// <summary>Least severity of the records that are looked at; records that do not say theirs count as info. Default warn.</summary>
    [DetectorParameter("Least severity", "Least severity of the records that are looked at; records that do not say theirs count as info.")]
    public LogSeverity MinLevel { get; set; } = LogSeverity.Warn;

    /// <summary>Length of the window, event time in seconds, 5 to 3,600. Default 60.</summary>
    [DetectorParameter("Window", "Span in which the records of a pattern are counted.", Unit = "s")]
    [Range(5.0, 3600.0)]
    public double WindowSeconds { get; set; } = 60;

    /// <summary>Records of a pattern in the window below which nothing is anomalous, 1 to 1,000,000. Default 5.</summary>
    [DetectorParameter("Least records", "Records of a pattern in the window below which nothing is anomalous.")]
    [Range(1, 1_000_000)]
    public int MinRecords { get; set; } = 5;

    /// <summary>How improbable the count must be under the pattern's usual rate, as the negative decimal logarithm (5 is one in a hundred thousand), 1 to 100. Default 5.</summary>
    [DetectorParameter("Surprise", "How improbable the count must be under the pattern's usual rate, in powers of ten: 5 is one in a hundred thousand.")]
    [Range(1.0, 100.0)]
    public double Surprise { get; set; } = 5;

    /// <summary>Event time over which the patterns of a service are learned before anything is judged, in seconds, 10 to 604,800. Default 600.</summary>
    [DetectorParameter("Learning", "Time over which the patterns of a service are learned before anything is judged.", Unit = "s")]
    [Range(10.0, 604_800.0)]
    public double LearnSeconds { get; set; } = 600;

    /// <summary>Time after which what was seen counts half for the usual rate, in seconds, 60 to 2,592,000. Default 86,400, a day.</summary>
    [DetectorParameter("Memory", "Time after which what was seen counts half for the usual rate.", Unit = "s")]
    [Range(60.0, 2_592_000.0)]
    public double MemorySeconds { get; set; } = 86_400;

    /// <summary>How long a pattern may be anomalous before its rate is learned as usual, in seconds, 0 to 604,800. Default 1,800.</summary>
    [DetectorParameter("Hold", "How long a pattern may be anomalous before its rate is learned as the usual one.", Unit = "s")]
    [Range(0.0, 604_800.0)]
    public double HoldSeconds { get; set; } = 1800;

    /// <inheritdoc/>
    TimeSpan? IDetectorOptions.LongestHold => TimeSpan.FromSeconds(HoldSeconds);

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions()
    {
        if (LearnSeconds > MemorySeconds)
            yield return new("learnSeconds", LearnSeconds.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"at most memorySeconds, {MemorySeconds}"));
    }
}
