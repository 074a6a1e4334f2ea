using System.Buffers;

namespace EventFlow.Detection;

/// <summary>Expects the exponentially weighted average, with the weighted mean square of past errors for the deviation.</summary>
public sealed class EwmaDetector(EwmaOptions options) : ForecastDetector(options)
{
    private int _count;
    private double _level;
    private double _variance;

    private protected override string Basis => "the weighted average";

    private protected override bool TryForecast(long time, out Forecast forecast)
    {
        forecast = new(_level, Math.Sqrt(_variance));
        return _count >= options.MinSamples;
    }

    private protected override void Learn(long time, double value)
    {
        // The first samples weigh alike, so that the level does not begin at zero.
        var gain = Math.Max(options.Alpha, 1.0 / (_count + 1));
        var error = value - _level;
        if (_count > 0) _variance += Math.Max(options.Alpha, 1.0 / _count) * (error * error - _variance);
        _level += gain * error;
        if (_count < int.MaxValue) _count++;
    }

    private protected override void Restart() => (_count, _level, _variance) = (0, 0, 0);

    private protected override void SaveModel(IBufferWriter<byte> state)
    {
        state.WriteInt32(_count);
        state.WriteDouble(_level);
        state.WriteDouble(_variance);
    }

    private protected override void LoadModel(ref StateReader state)
    {
        _count = state.ReadInt32(0, int.MaxValue);
        _level = Within(state.ReadDouble());
        _variance = Math.Min(Math.Abs(state.ReadDouble()), 1e62);
    }
}
