using System.Diagnostics.Metrics;

namespace EventFlow.Series;

/// <summary>What series measure of themselves.</summary>
internal sealed class SeriesInstruments
{
    public const string MeterName = "EventFlow.Series";

    public SeriesInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Samples = meter.CreateCounter<long>("eventflow.series.samples", "{sample}", "Samples applied to their series.");
        Refused = meter.CreateCounter<long>("eventflow.series.samples.refused", "{sample}", "Samples of series beyond the budget of their service.");
        Signals = meter.CreateCounter<long>("eventflow.series.signals", "{signal}", "Findings given to alerts.");
        Faults = meter.CreateCounter<long>("eventflow.detection.faults", "{fault}", "Detectors that failed and were taken out of service for their series or service.");
    }

    public Counter<long> Samples { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Signals { get; }

    public Counter<long> Faults { get; }
}
