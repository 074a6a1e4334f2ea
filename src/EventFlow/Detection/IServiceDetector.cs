using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// Judges what a whole service reports: its log records in windows of event time, and its silence. As deterministic and as patient with its input as <see cref="ISeriesDetector"/>.
/// For one thread at a time.
/// </summary>
public interface IServiceDetector
{
    /// <summary>Takes what was reported and judges the service as of the newest event time.</summary>
    ServiceResult Observe(in ServiceObservation observation);

    /// <summary>Judges the service when time has passed, whether or not anything was reported.</summary>
    ServiceResult Tick(in ServiceTick tick);

    /// <summary>Writes what was learned, compactly.</summary>
    void Save(IBufferWriter<byte> state);

    /// <summary>Takes back what <see cref="Save"/> wrote. False, with the detector as new, when the bytes are not such a state or belong to other parameters.</summary>
    bool TryLoad(ReadOnlySpan<byte> state);
}
