using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>
/// Ten signals of a series, each with the tail it has learned of itself; the rarest of them speaks. What was told is not news for a while: a signal has to be rarer than it lately was,
/// fading with the cooldown, and for the spacing rarer than what was told last. A level that has changed stays anomalous until it returns or was held so long that it counts as the new one; after a gap in the data it is told again.
/// </summary>
public sealed class EnsembleDetector(EnsembleOptions options) : ISeriesDetector
{
    // Looking at ten signals, one of them is rare ten times as often.
    private static readonly double Looks = Math.Log10(SignalReader.Count);

    // Usual strays; after a wild sample the tail would draw a band that says nothing.
    private const double WidestBand = 12;

    // What is three times as rare as what was told last does not wait for its turn.
    private const double Escalation = 0.5;

    // A tail of which little was seen yet promises more than it knows: by how much scores are reduced at first, and after how many samples by half of it.
    private const double YouthMargin = 0.3;
    private const double YouthSamples = 1000;

    private readonly double _fade = Math.Pow(0.5, 1.0 / options.CooldownSamples);
    private SignalReader _reader = new();
    private readonly TailModel[] _tails = new TailModel[SignalReader.Count];
    private readonly float[] _records = new float[SignalReader.Count];
    private ValueScale _scale;
    private Cadence _cadence;
    private Excursion _excursion;
    private double _lastTold;
    private int _spacing;
    private double _level;
    private string? _reason;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || !_cadence.TryAdvance(observation.Time, out var gap)) return DetectionResult.Warming;
        var value = _scale.In(observation.Value);
        Span<double> signals = stackalloc double[SignalReader.Count];
        _reader.Read(observation.Time, value, signals);
        if (gap) Forget();
        var (score, signal) = Weigh(signals);
        var result = Judge(observation.Value, value, score, signal, gap);
        Learn(value, signals);
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        _scale.Save(state);
        _cadence.Save(state);
        _excursion.Save(state);
        state.WriteDouble(_lastTold);
        state.WriteInt32(_spacing);
        state.WriteDouble(_level);
        _reader.Save(state);
        foreach (ref var tail in _tails.AsSpan()) tail.Save(state);
        foreach (var record in _records) state.WriteSingle(record);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _scale.Load(ref reader);
        _cadence.Load(ref reader);
        _excursion.Load(ref reader);
        _lastTold = Math.Clamp(reader.ReadDouble(), 0, 2 * DetectionResult.Certain);
        _spacing = reader.ReadInt32(0, options.SpacingSamples);
        _level = reader.ReadDouble();
        _reader.Load(ref reader);
        foreach (ref var tail in _tails.AsSpan()) tail.Load(ref reader);
        foreach (ref var record in _records.AsSpan()) record = reader.ReadSingle(0, (float)DetectionResult.Certain);
        _reason = null;
        if (!reader.AtEnd) Clear();
        return reader.AtEnd;
    }

    private void Clear()
    {
        (_scale, _cadence, _excursion, _lastTold, _spacing, _level) = (default, default, default, 0, 0, 0);
        _reader = new();
        Array.Clear(_tails);
        Array.Clear(_records);
    }

    // After a gap nobody remembers what was told before it.
    private void Forget()
    {
        _spacing = 0;
        Array.Clear(_records);
    }

    /// <summary>The rarest signal that is news, and how rare.</summary>
    private (double Score, Signal Signal) Weigh(ReadOnlySpan<double> signals)
    {
        var (best, signal) = (0.0, Signal.Jump);
        for (var i = 0; i < signals.Length; i++)
        {
            var score = Math.Min(_tails[i].Score(Math.Abs(signals[i])), DetectionResult.Certain);
            var record = _records[i];
            if (score > record && score > best && Counts(signals[i])) (best, signal) = (score, (Signal)i);
            _records[i] = (float)Math.Max(record * _fade, score);
        }

        best = Math.Max(0, best - Looks - YouthMargin * YouthSamples / (YouthSamples + _reader.Samples));
        var news = _spacing == 0 || best > _lastTold + Escalation;
        if (_spacing > 0) _spacing--;
        return (news ? best : Math.Min(best, DetectionResult.NoNews), signal);
    }

    private bool Counts(double signal) => options.Direction switch { Direction.Up => signal > 0, Direction.Down => signal < 0, _ => true };

    private DetectionResult Judge(double original, double value, double score, Signal signal, bool gap)
    {
        if (_reader.Samples < options.MinSamples) return DetectionResult.Warming;
        var (expected, width) = Expect();
        _excursion.Follow(value);
        if (_excursion.IsOpen && gap) score = Math.Max(score, _excursion.Score);
        var odd = score >= options.Threshold && IsFar(original, _scale.Out(_excursion.IsOpen ? _excursion.Level : expected));
        if (odd) (_spacing, _lastTold) = (options.SpacingSamples, score);
        if (odd && !_excursion.IsOpen)
        {
            _excursion = Excursion.Begin(value, _level, score, signal, options.HoldSamples);
            _reason = null;
        }

        if (!odd) score = Math.Min(score, _excursion.IsOpen ? DetectionResult.NoNews : options.Threshold * 0.999);
        if (_excursion.IsOpen) (expected, width) = (_excursion.Level, _excursion.Width);
        var verdict = odd || _excursion.IsOpen ? Verdict.Anomalous : Verdict.Normal;
        var middle = _scale.Out(expected);
        var half = _scale.OutDistance(width);
        if (verdict != Verdict.Anomalous) return DetectionResult.Of(verdict, score, middle, middle - half, middle + half);
        return DetectionResult.Of(verdict, score, middle, middle - half, middle + half, _reason ??= Reason()) with { Signal = SignalWords.SortOf(_excursion.IsOpen ? _excursion.Signal : signal) };
    }

    // The forecaster that is closest at this time of the week speaks for what is expected.
    private (double Expected, double Width) Expect()
    {
        var (expected, stray) = (_reader.Recent, _reader.Step);
        if (_reader.Today.IsKnown && _reader.DayStray > 0 && _reader.DayStray < stray) (expected, stray) = (_reader.Today.Expected, _reader.DayStray);
        if (_reader.ThisWeek is { IsKnown: true, Stray: > 0 } week && week.Stray < stray) (expected, stray) = (week.Expected, week.Stray);

        // How many usual strays are odd is known from the jumps.
        return (expected, Math.Min(Math.Min(_tails[(int)Signal.Jump].Limit(options.Threshold + Looks), WidestBand) * stray, TailRange.Largest));
    }

    private bool IsFar(double value, double expected) =>
        Math.Abs(value / 2 - expected / 2) * 2 >= Math.Max(options.MinDeviation, Math.Abs(expected) * (options.MinDeviationPercent / 100));

    private void Learn(double value, ReadOnlySpan<double> signals)
    {
        for (var i = 0; i < signals.Length; i++) _tails[i].Learn(Math.Abs(signals[i]));
        _reader.Learn(value);
        if (!_excursion.IsOpen) _level = _reader.Samples == 1 ? value : _level + 0.1 * (value - _level);
    }

    private string Reason() => string.Create(CultureInfo.InvariantCulture, $"{SignalWords.Of(_excursion.Signal)}; one sample in {Math.Pow(10, Math.Min(_excursion.Score, 12)):0.#e+0} is so odd");
}
