using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// Keeps what is usual by time of hour, of day and of week, and how well each has foretold the series of late; the best one speaks. So the period is found from the data, at any step.
/// </summary>
public sealed class SeasonalDetector(SeasonalOptions options) : ForecastDetector(options)
{
    private const long Hour = 3_600_000;
    private const double Gain = 0.002;

    // What strays are to a normal deviation: the mean distance of a normal distribution is 0.8 of it.
    private const double Normal = 1.25;

    private readonly SeasonalProfile[] _profiles = [new(12, Hour), new(96, 24 * Hour), new(168, 7 * 24 * Hour)];
    private readonly double[] _errors = new double[3];
    private readonly int[] _judged = new int[3];
    private int _count;
    private int _best;

    private protected override string Basis => _best switch { 0 => "what is usual at this minute of the hour", 1 => "what is usual at this time of day", _ => "what is usual at this time of the week" };

    private protected override bool TryForecast(long time, out Forecast forecast)
    {
        forecast = default;
        if (_count < options.MinSamples) return false;
        var least = double.MaxValue;
        for (var i = 0; i < _profiles.Length; i++)
        {
            var expectation = _profiles[i].At(time);
            if (!expectation.IsKnown || _judged[i] < options.MinSamples || _errors[i] >= least) continue;
            (least, _best) = (_errors[i], i);
            forecast = new(expectation.Expected, Normal * Math.Max(expectation.Stray, _errors[i] / 4));
        }

        return least < double.MaxValue;
    }

    private protected override void Learn(long time, double value)
    {
        for (var i = 0; i < _profiles.Length; i++)
        {
            var expectation = _profiles[i].At(time);
            if (expectation.IsKnown)
            {
                if (_judged[i] < int.MaxValue) _judged[i]++;
                _errors[i] += Math.Max(Gain, 1.0 / _judged[i]) * (Math.Abs(value - expectation.Expected) - _errors[i]);
            }

            _profiles[i].Learn(expectation, value);
        }

        if (_count < int.MaxValue) _count++;
    }

    private protected override void Restart()
    {
        foreach (var profile in _profiles) profile.Clear();
        Array.Clear(_errors);
        Array.Clear(_judged);
        (_count, _best) = (0, 0);
    }

    private protected override void SaveModel(IBufferWriter<byte> state)
    {
        state.WriteInt32(_count);
        state.WriteInt32(_best);
        for (var i = 0; i < _profiles.Length; i++)
        {
            state.WriteDouble(_errors[i]);
            state.WriteInt32(_judged[i]);
            _profiles[i].Save(state);
        }
    }

    private protected override void LoadModel(ref StateReader state)
    {
        _count = state.ReadInt32(0, int.MaxValue);
        _best = state.ReadInt32(0, _profiles.Length - 1);
        for (var i = 0; i < _profiles.Length; i++)
        {
            _errors[i] = Math.Abs(Within(state.ReadDouble()));
            _judged[i] = state.ReadInt32(0, int.MaxValue);
            _profiles[i].Load(ref state);
        }
    }
}
