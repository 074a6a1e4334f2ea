using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// Judges the samples of one series, one after the other, knowing only the past. The same observations give the same results, and a detector that was saved and loaded goes on as
/// if it had not been. Any sequence of values and of times, late and equal ones too, is normal life: nothing throws, no number
/// in a result is NaN, and state does not grow. What is not a number is not judged. For one thread at a time.
/// </summary>
public interface ISeriesDetector
{
    /// <summary>Judges a sample and learns from it. One that is older than the newest seen is not learned.</summary>
    DetectionResult Observe(in Observation observation);

    /// <summary>Writes what was learned, compactly. The version of the form is that of the registration.</summary>
    void Save(IBufferWriter<byte> state);

    /// <summary>Takes back what <see cref="Save"/> wrote. False, with the detector as new, when the bytes are not such a state or belong to other parameters.</summary>
    bool TryLoad(ReadOnlySpan<byte> state);
}
