using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>
/// Two sums of Page (CUSUM): how far samples have been above, and below, the level that was learned, less a slack each. Noise cancels out, a shift adds up. After a change was told and held,
/// level and noise are learned anew.
/// </summary>
public sealed class ChangePointDetector(ChangePointOptions options) : ISeriesDetector
{
    // One wild sample is a spike and no change: it adds this many deviations at most.
    private const double LargestStep = 4;

    private ValueScale _scale;
    private long _newest = long.MinValue;
    private int _count;
    private double _level;
    private double _variance;
    private double _above;
    private double _below;
    private int _held;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || observation.Time < _newest) return DetectionResult.Warming;
        _newest = observation.Time;
        var value = _scale.In(observation.Value);
        if (_count < options.MinSamples)
        {
            Learn(value, 1.0 / (_count + 1));
            return DetectionResult.Warming;
        }

        var deviation = Math.Max(Math.Sqrt(_variance), 1e-9 * Math.Abs(_level));
        var distance = value - _level;
        var step = distance == 0 ? 0 : Math.Clamp(distance / deviation, -LargestStep, LargestStep);
        _above = options.Direction == Direction.Down ? 0 : Math.Min(Math.Max(0, _above + step - options.Slack), 2 * options.Threshold);
        _below = options.Direction == Direction.Up ? 0 : Math.Min(Math.Max(0, _below - step - options.Slack), 2 * options.Threshold);
        var result = Judge(deviation);
        if (result.Verdict != Verdict.Anomalous) Learn(value, 0.01);
        else if (++_held > options.HoldSamples) Restart();
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        _scale.Save(state);
        state.WriteInt64(_newest);
        state.WriteInt32(_count);
        state.WriteInt32(_held);
        state.WriteDouble(_level);
        state.WriteDouble(_variance);
        state.WriteDouble(_above);
        state.WriteDouble(_below);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _scale.Load(ref reader);
        _newest = reader.ReadInt64();
        _count = reader.ReadInt32(0, options.MinSamples);
        _held = reader.ReadInt32(0, options.HoldSamples);
        _level = Math.Clamp(reader.ReadDouble(), -TailRange.Largest, TailRange.Largest);
        _variance = Math.Min(Math.Abs(reader.ReadDouble()), 1e62);
        _above = Math.Clamp(reader.ReadDouble(), 0, 2 * options.Threshold);
        _below = Math.Clamp(reader.ReadDouble(), 0, 2 * options.Threshold);
        if (reader.AtEnd) return true;
        Restart();
        (_scale, _newest) = (default, long.MinValue);
        return false;
    }

    private DetectionResult Judge(double deviation)
    {
        var evidence = Math.Max(_above, _below);
        var odd = evidence > options.Threshold;
        if (!odd) _held = 0;

        // Of sums like these the tail falls like exp(-2 x slack x sum).
        var score = 2 * options.Slack * evidence / Math.Log(10);
        var (middle, half) = (_scale.Out(_level), _scale.OutDistance(LargestStep * deviation));
        var reason = odd ? string.Create(CultureInfo.InvariantCulture, $"the level has moved {(_above > _below ? "up" : "down")}: {evidence:0.#} deviations have added up") : null;
        return DetectionResult.Of(odd ? Verdict.Anomalous : evidence > options.Threshold / 2 ? Verdict.Lingering : Verdict.Normal, score, middle, middle - half, middle + half, reason);
    }

    private void Learn(double value, double gain)
    {
        var error = value - _level;
        if (_count > 0) _variance += gain * (error * error - _variance);
        _level += gain * error;
        if (_count < options.MinSamples) _count++;
    }

    private void Restart() => (_count, _held, _level, _variance, _above, _below) = (0, 0, 0, 0, 0, 0);
}
