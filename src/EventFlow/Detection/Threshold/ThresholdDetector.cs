using System.Buffers;

namespace EventFlow.Detection;

/// <summary>Compares each value with fixed limits. It learns nothing: its state is empty.</summary>
public sealed class ThresholdDetector : ISeriesDetector
{
    private readonly double? _lower;
    private readonly double? _upper;
    private readonly double? _recovery;

    /// <summary>A detector for options without contradictions.</summary>
    public ThresholdDetector(ThresholdOptions options)
    {
        _lower = options.Operator switch { ThresholdOperator.Below => options.Value, ThresholdOperator.Outside => options.Lower, _ => null };
        _upper = options.Operator switch { ThresholdOperator.Above => options.Value, ThresholdOperator.Outside => options.Upper, _ => null };
        _recovery = options.Recovery;
    }

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        var value = observation.Value;
        if (!double.IsFinite(value)) return DetectionResult.Warming;
        if (value > _upper || value < _lower) return DetectionResult.Of(Verdict.Anomalous, DetectionResult.Certain, null, _lower, _upper);

        // The recovery level lies within the limit, on the far side of it as seen from trouble.
        var lingers = (_upper is not null && value > _recovery) || (_lower is not null && value < _recovery);
        return DetectionResult.Of(lingers ? Verdict.Lingering : Verdict.Normal, 0, null, _lower, _upper);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state) => state.IsEmpty;
}
