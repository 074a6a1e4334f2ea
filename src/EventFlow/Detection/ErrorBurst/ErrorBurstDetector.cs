using System.Buffers;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>
/// Counts error records in a sliding window and asks how probable so many are, given the service's own rate and how well that rate is known. Errors of a burst stay out of the rate
/// until the burst has lasted so long that it is the new normal.
/// </summary>
public sealed class ErrorBurstDetector : IServiceDetector
{
    private readonly ErrorBurstOptions _options;
    private readonly CountWindow _window;
    private readonly string _quantity;
    private readonly double _fade;
    private readonly Action<long> _leave;
    private double _usualErrors;
    private double _usualSeconds;
    private double _burstSeconds;

    /// <summary>A detector that has seen nothing yet.</summary>
    public ErrorBurstDetector(ErrorBurstOptions options)
    {
        _options = options;
        _window = new(options.WindowSeconds);
        _quantity = string.Create(CultureInfo.InvariantCulture, $"error records in {options.WindowSeconds:0.#} s");
        _fade = Math.Pow(0.5, _window.BucketSeconds / options.MemorySeconds);
        _leave = Leave;
    }

    /// <inheritdoc/>
    public ServiceResult Observe(in ServiceObservation observation)
    {
        _window.SlideTo(observation.Time, _leave);
        _window.Add(observation.Time, observation.Records, observation.Errors);
        return Judge(_window.Time);
    }

    /// <inheritdoc/>
    public ServiceResult Tick(in ServiceTick tick)
    {
        if (tick.Live) _window.SlideTo(tick.Time, _leave);
        return Judge(_window.Time);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        state.WriteDouble(_usualErrors);
        state.WriteDouble(_usualSeconds);
        state.WriteDouble(_burstSeconds);
        _window.Save(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _usualErrors = reader.ReadDouble();
        _usualSeconds = reader.ReadDouble();
        _burstSeconds = reader.ReadDouble();
        _window.Load(ref reader);
        if (reader.AtEnd && _usualErrors >= 0 && _usualSeconds >= 0) return true;
        (_usualErrors, _usualSeconds, _burstSeconds) = (0, 0, 0);
        _window.Clear();
        return false;
    }

    private ServiceResult Judge(long time)
    {
        var errors = _window.Errors;
        if (_usualSeconds < _options.WarmUpSeconds) return new(time, errors, _quantity, DetectionResult.Warming);
        var score = Surprise(errors);
        var verdict = IsBurst(errors, score) ? Verdict.Anomalous : score > _options.Surprise / 2 && errors >= _options.MinErrors ? Verdict.Lingering : Verdict.Normal;
        return new(time, errors, _quantity, DetectionResult.Of(verdict, score, UsualErrors, null, verdict == Verdict.Normal ? null : HighestUsual(), Reason(verdict)));
    }

    private double UsualErrors => _usualSeconds > 0 ? _usualErrors / _usualSeconds * _options.WindowSeconds : 0;

    private double Surprise(double errors) => Tail.CountScore(errors, _usualErrors, _usualSeconds / _options.WindowSeconds);

    private bool IsBurst(double errors, double score) => errors >= _options.MinErrors && score >= _options.Surprise;

    private string? Reason(Verdict verdict) => verdict == Verdict.Anomalous
        ? string.Create(CultureInfo.InvariantCulture, $"usually {UsualErrors:0.##} in such a span")
        : null;

    /// <summary>The highest count that would not be a burst.</summary>
    private double HighestUsual()
    {
        double low = 0, high = Math.Max(_options.MinErrors, _window.Errors);
        // Counts beyond 2^53, as a damaged state may hold, cannot be told apart by one.
        for (var step = 0; step < 64 && high - low > 1; step++)
        {
            var middle = Math.Floor((low + high) / 2);
            if (IsBurst(middle, Surprise(middle))) high = middle;
            else low = middle;
        }

        return low;
    }

    // A bucket leaves the window: it is the past now, and belongs to the usual rate unless it was part of a burst.
    private void Leave(long errors)
    {
        var inBurst = _usualSeconds >= _options.WarmUpSeconds && IsBurst(_window.Errors, Surprise(_window.Errors));
        _burstSeconds = inBurst ? _burstSeconds + _window.BucketSeconds : 0;
        if (inBurst && _burstSeconds <= _options.HoldSeconds) return;
        _usualErrors = _usualErrors * _fade + errors;
        _usualSeconds = _usualSeconds * _fade + _window.BucketSeconds;
    }
}
