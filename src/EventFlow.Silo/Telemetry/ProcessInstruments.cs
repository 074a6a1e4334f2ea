using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EventFlow.Silo;

/// <summary>The process under the names every Prometheus dashboard knows.</summary>
internal sealed class ProcessInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Process";

    public ProcessInstruments(IMeterFactory meters, ProcessInfo process)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("process.cpu", () => Read(static p => p.TotalProcessorTime.TotalSeconds), "s", "CPU time used by the process.");
        meter.CreateObservableGauge("process.resident_memory", () => Read(static p => p.WorkingSet64), "By", "Resident memory of the process.");
        meter.CreateObservableGauge("process.start_time", () => process.StartedAt.ToUnixTimeMilliseconds() / 1_000.0, "s", "When the process started, in unix time.");
        meter.CreateObservableGauge("process.open_handles", () => Read(static p => p.HandleCount), "{handle}", "Handles the process holds open.");
        meter.CreateObservableGauge(
            "eventflow.build_info", static () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", ProcessInfo.Version)), null, "Always 1; the version is the label.");
    }

    private static T Read<T>(Func<Process, T> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }
}
