using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Counts equal samples in a row and compares the run with the longest one remembered, which fades by half in a thousand changes. A flat run is learned when it has ended.</summary>
public sealed class FlatLineDetector(FlatLineOptions options) : ISeriesDetector
{
    private static readonly double Fade = Math.Pow(0.5, 0.001);

    private long _newest = long.MinValue;
    private double _value;
    private int _run;
    private int _changes;
    private double _longest = 1;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || observation.Time < _newest) return DetectionResult.Warming;
        _newest = observation.Time;
        if (_run > 0 && Math.Abs(observation.Value / 2 - _value / 2) * 2 <= options.Tolerance) _run = Math.Min(_run + 1, int.MaxValue - 1);
        else Change(observation.Value);
        if (_changes < options.MinChanges) return DetectionResult.Warming;
        var limit = Math.Max(options.MinRun, options.Factor * _longest);
        var odd = _run > limit;

        // Runs as long as the longest once in all changes, and rarer in proportion to how much longer.
        var score = _run <= 1 ? 0 : Math.Log10(1.0 + _changes) * _run / Math.Max(1, _longest);
        var reason = odd ? string.Create(CultureInfo.InvariantCulture, $"the same value {_run} times; the longest run so far was {_longest:0}") : null;
        return DetectionResult.Of(odd ? Verdict.Anomalous : Verdict.Normal, odd ? Math.Max(score, 3) : Math.Min(score, 3), null, null, null, reason);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_newest);
        state.WriteDouble(_value);
        state.WriteInt32(_run);
        state.WriteInt32(_changes);
        state.WriteDouble(_longest);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _newest = reader.ReadInt64();
        _value = reader.ReadDouble();
        _run = reader.ReadInt32(0, int.MaxValue);
        _changes = reader.ReadInt32(0, int.MaxValue);
        _longest = Math.Max(1, reader.ReadDouble());
        if (reader.AtEnd) return true;
        (_newest, _value, _run, _changes, _longest) = (long.MinValue, 0, 0, 0, 1);
        return false;
    }

    private void Change(double value)
    {
        if (_run > 0)
        {
            _longest = Math.Max(Math.Max(1, _longest * Fade), _run);
            if (_changes < int.MaxValue) _changes++;
        }

        (_value, _run) = (value, 1);
    }
}
