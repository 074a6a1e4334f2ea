using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Compares a value with the one a span ago: the newest sample at least that old, of sixteen kept through the span.</summary>
public sealed class RateOfChangeDetector(RateOfChangeOptions options) : ISeriesDetector
{
    private const int Slots = 16;

    private readonly long _spanMs = Math.Max(1, (long)(options.SpanSeconds * 1000));
    private readonly Observation[] _past = new Observation[Slots];
    private int _count;
    private int _next;
    private long _newest = long.MinValue;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || observation.Time < _newest) return DetectionResult.Warming;
        _newest = observation.Time;
        var result = TryFindBefore(observation.Time, out var before) ? Judge(observation, before) : DetectionResult.Warming;
        Keep(observation);
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_newest);
        state.WriteInt32(_count);
        for (var i = 0; i < _count; i++)
        {
            state.WriteInt64(Past(i).Time);
            state.WriteDouble(Past(i).Value);
        }
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _newest = reader.ReadInt64();
        var count = reader.ReadInt32(0, Slots);
        (_count, _next) = (0, 0);
        for (var i = 0; i < count && !reader.Failed; i++) Add(new(reader.ReadInt64(), reader.ReadDouble()));
        if (reader.AtEnd) return true;
        (_count, _next, _newest) = (0, 0, long.MinValue);
        return false;
    }

    private DetectionResult Judge(in Observation observation, in Observation before)
    {
        var change = Math.Clamp(observation.Value - before.Value, -double.MaxValue, double.MaxValue);
        var limit = Math.Min(options.Change ?? double.MaxValue, options.ChangePercent is { } percent ? Math.Abs(before.Value) * (percent / 100) : double.MaxValue);
        var strays = options.Direction switch { Direction.Up => change, Direction.Down => -change, _ => Math.Abs(change) };
        var odd = strays > limit;
        var reason = odd
            ? string.Create(CultureInfo.InvariantCulture, $"{(change > 0 ? "rose" : "fell")} by {Math.Abs(change):G4} in {((double)observation.Time - before.Time) / 1000:0.#} s")
            : null;
        return DetectionResult.Of(odd ? Verdict.Anomalous : Verdict.Normal, odd ? DetectionResult.Certain : 0, before.Value, before.Value - limit, before.Value + limit, reason);
    }

    private bool TryFindBefore(long time, out Observation before)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            before = Past(i);
            if ((double)time - before.Time >= _spanMs) return (double)time - before.Time < 2.0 * _spanMs;
        }

        before = default;
        return false;
    }

    // One sample for each sixteenth part of the span is enough; of two within one part the older stays.
    private void Keep(in Observation observation)
    {
        if (_count == 0 || (double)observation.Time - Past(_count - 1).Time >= Math.Max(1, _spanMs / (Slots - 2))) Add(observation);
    }

    private void Add(in Observation observation)
    {
        _past[_next] = observation;
        _next = (_next + 1) % Slots;
        _count = Math.Min(_count + 1, Slots);
    }

    private Observation Past(int index) => _past[(_next - _count + index + Slots) % Slots];
}
