namespace EventFlow.Detection;

/// <summary>Options of a detector, which are also the parameters of its rules: settings give the defaults, a rule changes what it names.</summary>
public interface IDetectorOptions
{
    /// <summary>What is contradictory among values that are each within their range; fields are named as in JSON.</summary>
    IEnumerable<Fault> FindContradictions();

    /// <summary>How long it can call the same level anomalous before it takes it for the usual one; null when for ever, or when that is not counted in time.</summary>
    TimeSpan? LongestHold => null;

    /// <summary>Levels of the series worth a line across its chart.</summary>
    IEnumerable<double> Levels => [];
}
