using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Compares the average of the newest samples with the rolling average of those before; a sample moves from the one to the other as it ages, unless it was anomalous.</summary>
public sealed class RollingAverageDetector(RollingAverageOptions options) : ISeriesDetector
{
    private readonly SampleWindow _rolling = new(options.WindowSamples, (long)(options.WindowSeconds * 1000));
    private readonly Queue<(Observation Sample, bool Odd)> _newest = new(options.ShortSamples);
    private long _newestTime = long.MinValue;
    private int _held;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        // A late sample belongs to an average that was judged already.
        if (!double.IsFinite(observation.Value) || observation.Time < _newestTime) return DetectionResult.Warming;
        _newestTime = observation.Time;
        if (_newest.Count == options.ShortSamples) Age();
        _rolling.DropBefore(observation.Time);
        if (_rolling.Count < options.MinSamples || _newest.Count < options.ShortSamples - 1)
        {
            _newest.Enqueue((observation, false));
            return DetectionResult.Warming;
        }

        var result = Judge(AverageWith(observation.Value), _rolling.Measure());
        Learn(observation, result.Verdict == Verdict.Anomalous);
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_newestTime);
        state.WriteInt32(_held);
        state.WriteInt32(_newest.Count);
        foreach (var (sample, odd) in _newest)
        {
            state.WriteInt64(sample.Time);
            state.WriteDouble(sample.Value);
            state.WriteInt32(odd ? 1 : 0);
        }

        _rolling.Save(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _newestTime = reader.ReadInt64();
        _held = reader.ReadInt32(0, options.HoldSamples);
        _newest.Clear();
        var count = reader.ReadInt32(0, options.ShortSamples);
        for (var i = 0; i < count && !reader.Failed; i++)
            _newest.Enqueue((new(reader.ReadInt64(), reader.ReadDouble()), reader.ReadInt32(0, 1) == 1));
        _rolling.Load(ref reader);
        if (reader.AtEnd) return true;
        _newestTime = long.MinValue;
        Reset();
        return false;
    }

    private DetectionResult Judge(double average, in WindowStatistics rolling)
    {
        var limit = Math.Max(options.MinDeviation, Math.Abs(rolling.Mean) * (options.DeviationPercent / 100));
        var distance = rolling.DistanceOf(average);
        var strays = options.Direction switch { Direction.Up => distance, Direction.Down => -distance, _ => Math.Abs(distance) };
        var verdict = strays > limit ? Verdict.Anomalous : strays > limit * options.RecoveryPercent / 100 ? Verdict.Lingering : Verdict.Normal;
        var noise = rolling.Deviation * Math.Sqrt(1.0 / options.ShortSamples + 1.0 / rolling.Count);
        var score = distance == 0 || rolling.Count < 2 ? 0 : Tail.StudentScore(distance / noise, rolling.Count - 1);
        return DetectionResult.Of(verdict, score, rolling.Mean, rolling.LowerEnd(limit), rolling.Mean + limit, verdict == Verdict.Anomalous ? Reason(average, distance, rolling) : null);
    }

    private string? Reason(double average, double distance, in WindowStatistics rolling)
    {
        var percent = Math.Abs(distance / rolling.Mean) * 100;
        var what = options.ShortSamples == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"average {average:G4} of {options.ShortSamples} samples, ");
        return double.IsFinite(percent)
            ? string.Create(CultureInfo.InvariantCulture, $"{what}{percent:0} % {(distance > 0 ? "above" : "below")} the average of {rolling.Count} samples")
            : null;
    }

    private void Learn(in Observation observation, bool odd)
    {
        if (!odd) _held = 0;
        else if (++_held > options.HoldSamples)
        {
            Reset();
            odd = false;
        }

        _newest.Enqueue((observation, odd));
    }

    private void Age()
    {
        var (sample, odd) = _newest.Dequeue();
        if (!odd) _rolling.Add(sample.Time, sample.Value);
    }

    private void Reset()
    {
        _held = 0;
        _newest.Clear();
        _rolling.Clear();
    }

    private double AverageWith(double value)
    {
        // Each part is divided first: a sum of huge values would not be finite.
        var average = value / options.ShortSamples;
        foreach (var (sample, _) in _newest) average += sample.Value / options.ShortSamples;
        return average;
    }
}
