using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>
/// Compares the mean square of the newest steps from sample to sample with its long-term mean. Steps, not distances from a mean, so that neither level nor trend count as noise.
/// How rare a ratio is says the chi-square distribution (in Wilson and Hilferty's form).
/// </summary>
public sealed class VarianceShiftDetector(VarianceShiftOptions options) : ISeriesDetector
{
    // A step that is a spike counts as so many usual ones, or one spike would be a noisy window.
    private const double LargestStep = 4;

    private readonly double _fade = 1 - Math.Pow(0.5, 1.0 / options.MemorySamples);
    private readonly SampleWindow _short = new(options.ShortSamples, 0);
    private ValueScale _scale;
    private long _newest = long.MinValue;
    private double _last;
    private double _usual;
    private int _count;
    private int _held;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || observation.Time < _newest) return DetectionResult.Warming;
        _newest = observation.Time;
        var value = _scale.In(observation.Value);
        var step = _count == 0 ? 0 : value - _last;
        _last = value;
        var square = Math.Min(step * step, _count > options.ShortSamples ? LargestStep * LargestStep * _usual : 1e60);
        _short.Add(0, square);
        var result = _count >= options.MinSamples ? Judge(value) : DetectionResult.Warming;
        Learn(square, result.Verdict);
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        _scale.Save(state);
        state.WriteInt64(_newest);
        state.WriteDouble(_last);
        state.WriteDouble(_usual);
        state.WriteInt32(_count);
        state.WriteInt32(_held);
        _short.Save(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _scale.Load(ref reader);
        _newest = reader.ReadInt64();
        _last = Math.Clamp(reader.ReadDouble(), -TailRange.Largest, TailRange.Largest);
        _usual = Math.Min(Math.Abs(reader.ReadDouble()), 1e62);
        _count = reader.ReadInt32(0, int.MaxValue);
        _held = reader.ReadInt32(0, options.HoldSamples);
        _short.Load(ref reader);
        if (reader.AtEnd) return true;
        (_scale, _newest, _last, _usual, _count, _held) = (default, long.MinValue, 0, 0, 0, 0);
        _short.Clear();
        return false;
    }

    private DetectionResult Judge(double value)
    {
        var now = _short.Measure().Mean;
        var ratio = _usual > 0 ? now / _usual : 1;

        // Neighbouring steps share a sample, so a window of n has about two thirds as much evidence.
        var freedom = options.ShortSamples * 2 / 3.0;
        var z = (Math.Cbrt(ratio) - (1 - 2 / (9 * freedom))) / Math.Sqrt(2 / (9 * freedom));
        var score = Tail.NormalScore(Math.Abs(z));
        var counts = options.Direction switch { Direction.Up => z > 0, Direction.Down => z < 0, _ => true };
        var odd = counts && score >= options.Threshold;
        var reason = odd ? string.Create(CultureInfo.InvariantCulture, $"steps of {options.ShortSamples} samples are {Math.Sqrt(ratio):0.##} times as large as usual") : null;
        var (middle, half) = (_scale.Out(value), _scale.OutDistance(LargestStep * Math.Sqrt(_usual)));
        return DetectionResult.Of(odd ? Verdict.Anomalous : Verdict.Normal, counts ? score : 0, null, middle - half, middle + half, reason);
    }

    private void Learn(double square, Verdict verdict)
    {
        if (_count < int.MaxValue) _count++;
        if (verdict == Verdict.Anomalous && ++_held <= options.HoldSamples) return;
        if (verdict == Verdict.Anomalous) _usual = _short.Measure().Mean;
        _held = 0;
        _usual += Math.Max(_fade, 1.0 / _count) * (square - _usual);
    }
}
