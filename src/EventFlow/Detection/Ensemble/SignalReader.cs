using System.Buffers;

namespace EventFlow.Detection;

/// <summary>Turns samples, already scaled, into the signals the ensemble looks at. A signal is signed: above what was expected is positive; 0 says nothing. Knows only the past.</summary>
internal sealed class SignalReader
{
    public const int Count = 10;

    private const long Day = 24L * 3600 * 1000;
    private const double LargestSurprise = 8;

    // Steps beyond this many usual ones count as this many: one outage must not make the noise of an hour.
    private const double LargestStep = 10;
    private const int LeastForNoise = 60;

    private readonly SeasonalProfile _day = new(96, Day, knowsStrays: false);
    private readonly SeasonalProfile _week = new(168, 7 * Day);
    private SeasonalForecast _today;
    private SeasonalForecast _thisWeek;

    private long _samples;
    private double _newest;
    private double _tenth;
    private double _twentieth;
    private double _longTerm;
    private double _step;
    private double _dayDrift;
    private double _dayStray;
    private double _weekStrain;
    private double _noise;
    private double _usualNoise;
    private double _spread;

    /// <summary>Samples learned.</summary>
    public long Samples => _samples;

    /// <summary>The level of the last few samples.</summary>
    public double Recent => _newest;

    /// <summary>How far samples usually are from the level of the last few.</summary>
    public double Step => _step;

    /// <summary>What the time of day says about the sample read last.</summary>
    public SeasonalForecast Today => _today;

    /// <summary>How far samples usually are from what the time of day says.</summary>
    public double DayStray => _dayStray;

    /// <summary>What the time of week says about the sample read last.</summary>
    public SeasonalForecast ThisWeek => _thisWeek;

    /// <summary>The signals of a sample; nothing is learned yet.</summary>
    public void Read(long time, double value, Span<double> signals)
    {
        signals.Clear();
        _today = _day.At(time);
        _thisWeek = _week.At(time);
        if (_samples == 0) return;
        ReadRecent(value, signals);
        if (_today.IsKnown) ReadDay(value - _today.Expected, signals);
        if (_thisWeek.IsKnown) ReadWeek(value - _thisWeek.Expected, signals);
    }

    /// <summary>Learns the sample that was read last.</summary>
    public void Learn(double value)
    {
        if (_samples > 0)
        {
            Follow(ref _step, StepTo(value), 0.01);
            if (_today.IsKnown) LearnDayStray(Math.Abs(value - _today.Expected));
        }

        Follow(ref _newest, value, 0.5);
        Follow(ref _tenth, value, 0.1);
        Follow(ref _twentieth, value, 0.05);
        Follow(ref _longTerm, value, 0.01);
        _day.Learn(_today, value);
        _week.Learn(_thisWeek, value);
        _samples++;
    }

    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_samples);
        foreach (var number in (ReadOnlySpan<double>)[_newest, _tenth, _twentieth, _longTerm, _step, _dayDrift, _dayStray, _weekStrain, _noise, _usualNoise, _spread]) state.WriteDouble(number);
        _day.Save(state);
        _week.Save(state);
    }

    public void Load(ref StateReader state)
    {
        _samples = Math.Max(0, state.ReadInt64());
        _newest = Within(state.ReadDouble());
        _tenth = Within(state.ReadDouble());
        _twentieth = Within(state.ReadDouble());
        _longTerm = Within(state.ReadDouble());
        _step = Math.Abs(Within(state.ReadDouble()));
        _dayDrift = Within(state.ReadDouble());
        _dayStray = Math.Abs(Within(state.ReadDouble()));
        _weekStrain = Within(state.ReadDouble());
        _noise = Math.Abs(Within(state.ReadDouble()));
        _usualNoise = Math.Abs(Within(state.ReadDouble()));
        _spread = Math.Abs(Within(state.ReadDouble()));
        _day.Load(ref state);
        _week.Load(ref state);
    }

    private void ReadRecent(double value, Span<double> signals)
    {
        var jump = value - _newest;
        signals[(int)Signal.Jump] = _step > 0 ? jump / _step : 0;
        signals[(int)Signal.Rise] = Math.Max(0, jump);
        signals[(int)Signal.Drop] = Math.Min(0, value - _tenth);
        signals[(int)Signal.LongRise] = Math.Max(0, value - _longTerm);

        // With this sample in it: a level is not changed by what it was before.
        signals[(int)Signal.Level] = After(_twentieth, value, 0.05) - _longTerm;
        ReadNoise(StepTo(value), signals);
        ReadBurst(value - _tenth, signals);
    }

    private void ReadNoise(double step, Span<double> signals)
    {
        Follow(ref _noise, step, 0.05);
        Follow(ref _usualNoise, step, 0.003);
        if (_usualNoise > 0 && _samples > LeastForNoise) signals[(int)Signal.Noise] = Math.Max(0, _noise / _usualNoise - 1);
    }

    private void ReadBurst(double distance, Span<double> signals)
    {
        var before = _spread;
        _spread = Math.Sqrt(0.9 * before * before + 0.1 * distance * distance);
        signals[(int)Signal.Burst] = Math.CopySign(Math.Max(0, _spread - before), distance);
    }

    private void ReadDay(double distance, Span<double> signals)
    {
        _dayDrift += 0.2 * (distance - _dayDrift);
        signals[(int)Signal.DayDrift] = _dayDrift;
    }

    private void ReadWeek(double distance, Span<double> signals)
    {
        signals[(int)Signal.WeekDistance] = distance;
        if (_thisWeek.Stray <= 0) return;
        _weekStrain += 0.15 * (Math.Clamp(distance / _thisWeek.Stray, -LargestSurprise, LargestSurprise) - _weekStrain);
        signals[(int)Signal.WeekStrain] = _weekStrain;
    }

    private double StepTo(double value)
    {
        var step = Math.Abs(value - _newest);
        return _step > 0 ? Math.Min(step, LargestStep * _step) : step;
    }

    private void LearnDayStray(double stray) =>
        _dayStray += _dayStray > 0 ? 0.01 * (Math.Min(stray, LargestStep * _dayStray) - _dayStray) : stray;

    // The first samples weigh alike, so that no level begins at zero.
    private double After(double level, double value, double gain) => level + Math.Max(gain, 1.0 / (_samples + 1)) * (value - level);

    private void Follow(ref double level, double value, double gain) => level = After(level, value, gain);

    private static double Within(double value) => Math.Clamp(value, -TailRange.Largest, TailRange.Largest);
}
