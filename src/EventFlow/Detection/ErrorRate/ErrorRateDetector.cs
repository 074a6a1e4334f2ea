using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>The share of error records among the records of a sliding window, against a fixed limit.</summary>
public sealed class ErrorRateDetector(ErrorRateOptions options) : IServiceDetector
{
    private readonly CountWindow _window = new(options.WindowSeconds);
    private readonly string _quantity = string.Create(CultureInfo.InvariantCulture, $"% error records in {options.WindowSeconds:0.#} s");

    /// <inheritdoc/>
    public ServiceResult Observe(in ServiceObservation observation)
    {
        _window.SlideTo(observation.Time);
        _window.Add(observation.Time, observation.Records, observation.Errors);
        return Judge(_window.Time);
    }

    /// <inheritdoc/>
    public ServiceResult Tick(in ServiceTick tick)
    {
        if (tick.Live) _window.SlideTo(tick.Time);
        return Judge(_window.Time);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state) => _window.Save(state);

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _window.Load(ref reader);
        if (reader.AtEnd) return true;
        _window.Clear();
        return false;
    }

    private ServiceResult Judge(long time)
    {
        var percent = _window.Records == 0 ? 0 : 100.0 * _window.Errors / _window.Records;
        var verdict = VerdictOf(percent);
        return new(time, percent, _quantity, DetectionResult.Of(
            verdict, verdict == Verdict.Anomalous ? DetectionResult.Certain : 0, null, null, options.Percent,
            verdict == Verdict.Anomalous ? string.Create(CultureInfo.InvariantCulture, $"{_window.Errors} of {_window.Records} records") : null));
    }

    private Verdict VerdictOf(double percent)
    {
        if (percent >= options.Percent) return _window.Records >= options.MinRecords ? Verdict.Anomalous : Verdict.Lingering;
        return percent >= (options.RecoveryPercent ?? options.Percent) && percent > 0 ? Verdict.Lingering : Verdict.Normal;
    }
}
