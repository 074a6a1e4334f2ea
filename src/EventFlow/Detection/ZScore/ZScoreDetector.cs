using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>
/// Compares each value with mean and deviation of a sliding window. The limit is that of Student's distribution, so that twelve samples do not pass for certainty. Anomalous samples stay
/// out of the window until there were so many in a row that the level counts as new.
/// </summary>
public sealed class ZScoreDetector(ZScoreOptions options) : ISeriesDetector
{
    private readonly SampleWindow _window = new(options.WindowSamples, (long)(options.WindowSeconds * 1000));
    private readonly double _fade = Math.Pow(0.5, 1.0 / options.MemorySamples);
    private long _newest = long.MinValue;
    private int _held;
    private double _largest;
    private int _limitFreedom;
    private double _limit;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value)) return DetectionResult.Warming;
        var late = observation.Time < _newest;
        if (!late)
        {
            _newest = observation.Time;
            _window.DropBefore(observation.Time);
        }

        if (_window.Count < options.MinSamples)
        {
            if (!late) _window.Add(observation.Time, observation.Value);
            return DetectionResult.Warming;
        }

        var statistics = _window.Measure();
        var limit = LimitOf(statistics);
        var result = Judge(observation.Value, statistics, limit);
        if (!late) Learn(observation, statistics, result.Verdict);
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_newest);
        state.WriteInt32(_held);
        state.WriteDouble(_largest);
        _window.Save(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _newest = reader.ReadInt64();
        _held = reader.ReadInt32(0, options.HoldSamples);
        _largest = reader.ReadDouble();
        _window.Load(ref reader);
        if (reader.AtEnd) return true;
        Reset();
        _newest = long.MinValue;
        _largest = 0;
        return false;
    }

    private DetectionResult Judge(double value, in WindowStatistics statistics, double limit)
    {
        var distance = statistics.DistanceOf(value);
        var strays = options.Direction switch { Direction.Up => distance, Direction.Down => -distance, _ => Math.Abs(distance) };
        var verdict = strays > limit ? Verdict.Anomalous : strays > limit * options.RecoveryPercent / 100 ? Verdict.Lingering : Verdict.Normal;
        var t = distance == 0 ? 0 : distance / (statistics.Deviation * Widening(statistics.Count));
        var reason = verdict == Verdict.Anomalous && double.IsFinite(t)
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(t):0.#} deviations {(distance > 0 ? "above" : "below")} the mean of {statistics.Count} samples")
            : null;
        return DetectionResult.Of(verdict, Tail.StudentScore(t, statistics.Count - 1), statistics.Mean, statistics.LowerEnd(limit), statistics.Mean + limit, reason);
    }

    /// <summary>How far from the mean a value has to be to be anomalous.</summary>
    private double LimitOf(in WindowStatistics statistics)
    {
        var freedom = statistics.Count - 1;
        if (freedom != _limitFreedom) (_limitFreedom, _limit) = (freedom, Tail.StudentLimit(options.Threshold, freedom));
        var noise = statistics.Deviation == 0 ? 0 : _limit * Widening(statistics.Count) * statistics.Deviation;
        var least = Math.Max(options.MinDeviation, Math.Abs(statistics.Mean) * (options.MinDeviationPercent / 100));
        return Math.Max(Math.Max(noise, least), _largest * (options.NoveltyPercent / 100));
    }

    private void Learn(in Observation observation, in WindowStatistics statistics, Verdict verdict)
    {
        _largest = Math.Max(_largest * _fade, Math.Abs(statistics.DistanceOf(observation.Value)));
        if (verdict == Verdict.Anomalous && ++_held <= options.HoldSamples) return;
        if (verdict == Verdict.Anomalous) Reset();
        _held = 0;
        _window.Add(observation.Time, observation.Value);
    }

    private void Reset()
    {
        _held = 0;
        _window.Clear();
    }

    // A new value strays by its own noise and by that of the mean it is compared with.
    private static double Widening(int count) => Math.Sqrt(1 + 1.0 / count);
}
