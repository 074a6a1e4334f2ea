using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>
/// Compares each sample with the forecast of a model. Samples that are not numbers, or older than the newest, are not judged. Anomalous samples are not learned until there were so many in
/// a row that the level counts as new; then the model begins anew. Models see values of a size near one, whatever the size of the series.
/// </summary>
public abstract class ForecastDetector : ISeriesDetector
{
    private readonly DeviationOptions _options;
    private ValueScale _scale;
    private long _newest = long.MinValue;
    private int _held;
    private bool _negative;

    private protected ForecastDetector(DeviationOptions options) => _options = options;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || observation.Time < _newest) return DetectionResult.Warming;
        _newest = observation.Time;
        _negative |= observation.Value < 0;
        var value = _scale.In(observation.Value);
        if (!TryForecast(observation.Time, out var forecast))
        {
            Learn(observation.Time, value);
            return DetectionResult.Warming;
        }

        var result = Judge(observation.Value, value, forecast);
        Take(observation.Time, value, result.Verdict);
        return result;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        _scale.Save(state);
        state.WriteInt64(_newest);
        state.WriteInt32(_held);
        state.WriteByte((byte)(_negative ? 1 : 0));
        SaveModel(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _scale.Load(ref reader);
        _newest = reader.ReadInt64();
        _held = reader.ReadInt32(0, _options.HoldSamples);
        _negative = reader.ReadByte(1) == 1;
        LoadModel(ref reader);
        if (reader.AtEnd) return true;
        (_scale, _newest, _held, _negative) = (default, long.MinValue, 0, false);
        Restart();
        return false;
    }

    /// <summary>How the model says in words what it expected, for the reason.</summary>
    private protected abstract string Basis { get; }

    /// <summary>The forecast for a time; false while too little is known.</summary>
    private protected abstract bool TryForecast(long time, out Forecast forecast);

    private protected abstract void Learn(long time, double value);

    /// <summary>Forgets everything.</summary>
    private protected abstract void Restart();

    private protected abstract void SaveModel(IBufferWriter<byte> state);

    private protected abstract void LoadModel(ref StateReader state);

    /// <summary>A number of the model, held within the range of scaled values.</summary>
    private protected static double Within(double value) => Math.Clamp(value, -TailRange.Largest, TailRange.Largest);

    private DetectionResult Judge(double original, double value, in Forecast forecast)
    {
        var expected = _scale.Out(forecast.Expected);
        var noise = forecast.Deviation < 1e-14 * Math.Abs(forecast.Expected) ? 0 : forecast.Deviation;
        var limit = Math.Max(_scale.OutDistance(_options.Threshold * noise), Math.Max(_options.MinDeviation, Math.Abs(expected) * (_options.MinDeviationPercent / 100)));
        var distance = Math.Clamp(original - expected, -double.MaxValue, double.MaxValue);

        // Rounding between the two scales must not pass for a distance.
        if (Math.Abs(distance) < 1e-12 * Math.Abs(expected)) distance = 0;
        var strays = _options.Direction switch { Direction.Up => distance, Direction.Down => -distance, _ => Math.Abs(distance) };
        var verdict = strays > limit ? Verdict.Anomalous : strays > limit * (_options.RecoveryPercent / 100) ? Verdict.Lingering : Verdict.Normal;
        var z = distance == 0 ? 0 : Math.Abs(value - forecast.Expected) / noise;
        var score = double.IsFinite(z) ? Tail.NormalScore(z) : DetectionResult.Certain;
        var reason = verdict == Verdict.Anomalous && double.IsFinite(z)
            ? string.Create(CultureInfo.InvariantCulture, $"{z:0.#} usual deviations {(distance > 0 ? "above" : "below")} {Basis}")
            : null;
        return DetectionResult.Of(verdict, score, expected, _negative ? expected - limit : Math.Max(0, expected - limit), expected + limit, reason);
    }

    private void Take(long time, double value, Verdict verdict)
    {
        if (verdict == Verdict.Anomalous && ++_held <= _options.HoldSamples) return;
        if (verdict == Verdict.Anomalous) Restart();
        _held = 0;
        Learn(time, value);
    }
}
