using System.Buffers;

namespace EventFlow.Detection;

/// <summary>Additive Holt-Winters: level, trend per sample, and what each slot of the season adds. A slot that was never seen adds nothing.</summary>
public sealed class HoltWintersDetector(HoltWintersOptions options) : ForecastDetector(options)
{
    private readonly float[] _season = new float[options.Slots];
    private int _count;
    private double _level;
    private double _trend;
    private double _variance;

    private protected override string Basis => "level, trend and season";

    private protected override bool TryForecast(long time, out Forecast forecast)
    {
        forecast = new(Within(_level + _trend + _season[SlotOf(time)]), Math.Sqrt(_variance));
        return _count >= options.MinSamples;
    }

    private protected override void Learn(long time, double value)
    {
        var slot = SlotOf(time);
        var error = Within(value - _level - _trend - _season[slot]);
        if (_count > 0) _variance += Math.Max(0.02, 1.0 / _count) * (error * error - _variance);
        var gain = Math.Max(options.Alpha, 1.0 / (_count + 1));
        _level = Within(_level + _trend + gain * error);

        // A trend out of the first few samples would only be their noise.
        if (_count >= options.MinSamples) _trend = Within(_trend + gain * options.Beta * error);
        _season[slot] = (float)Within(_season[slot] + options.Gamma * (1 - gain) * error);
        if (_count < int.MaxValue) _count++;
    }

    private protected override void Restart()
    {
        Array.Clear(_season);
        (_count, _level, _trend, _variance) = (0, 0, 0, 0);
    }

    private protected override void SaveModel(IBufferWriter<byte> state)
    {
        state.WriteInt32(_count);
        state.WriteDouble(_level);
        state.WriteDouble(_trend);
        state.WriteDouble(_variance);
        foreach (var slot in _season) state.WriteSingle(slot);
    }

    private protected override void LoadModel(ref StateReader state)
    {
        _count = state.ReadInt32(0, int.MaxValue);
        _level = Within(state.ReadDouble());
        _trend = Within(state.ReadDouble());
        _variance = Math.Min(Math.Abs(state.ReadDouble()), 1e62);
        foreach (ref var slot in _season.AsSpan()) slot = state.ReadSingle(-TailRange.Largest, TailRange.Largest);
    }

    private int SlotOf(long time)
    {
        var length = options.SeasonSeconds * 1000L;
        var within = time % length;
        return (int)((within < 0 ? within + length : within) * (double)options.Slots / length) is var slot && slot < options.Slots ? slot : options.Slots - 1;
    }
}
