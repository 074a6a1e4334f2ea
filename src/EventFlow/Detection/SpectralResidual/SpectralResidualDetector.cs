using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace EventFlow.Detection;

/// <summary>
/// The spectral residual of the last samples: the logarithm of the spectrum less its own smoothing, brought back to time. What repeats makes peaks in the spectrum and is smoothed away; what
/// is left is salient. The newest sample is judged against the mean saliency of the others.
/// </summary>
public sealed class SpectralResidualDetector(SpectralResidualOptions options) : ISeriesDetector
{
    private const int Samples = 64;
    private const int Smoothing = 3;

    private readonly SampleWindow _window = new(Samples, 0);
    private ValueScale _scale;
    private long _newest = long.MinValue;

    /// <inheritdoc/>
    public DetectionResult Observe(in Observation observation)
    {
        if (!double.IsFinite(observation.Value) || observation.Time < _newest) return DetectionResult.Warming;
        _newest = observation.Time;
        var value = _scale.In(observation.Value);
        _window.Add(observation.Time, value);
        if (_window.Count < Samples) return DetectionResult.Warming;
        Span<double> values = stackalloc double[Samples];
        _window.CopyTo(values);
        return Judge(observation.Value, value, values);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        _scale.Save(state);
        state.WriteInt64(_newest);
        _window.Save(state);
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _scale.Load(ref reader);
        _newest = reader.ReadInt64();
        _window.Load(ref reader);
        if (reader.AtEnd) return true;
        (_scale, _newest) = (default, long.MinValue);
        _window.Clear();
        return false;
    }

    private DetectionResult Judge(double original, double value, Span<double> values)
    {
        double mean = 0, largest = 0;
        foreach (var past in values[..(Samples - 1)]) mean += past / (Samples - 1);
        foreach (var past in values[..Samples]) largest = Math.Max(largest, Math.Abs(past - mean));
        var expected = _scale.Out(mean);
        if (largest < 1e-12 * Math.Max(Math.Abs(mean), TailRange.Smallest)) return DetectionResult.Of(Verdict.Normal, 0, expected, null, null);
        for (var i = 0; i < Samples; i++) values[i] = (values[i] - mean) / largest;
        var ratio = Saliency(values);
        var far = Math.Abs(original / 2 - expected / 2) * 2 > Math.Abs(expected) * (options.MinDeviationPercent / 100);
        var odd = ratio > options.Threshold && far;

        // Saliencies of noise fall about like an exponential.
        var score = Math.Max(0, ratio) / Math.Log(10);
        var reason = odd ? string.Create(CultureInfo.InvariantCulture, $"stands out {ratio:0.#} times as much as the {Samples - 1} samples before it") : null;
        return DetectionResult.Of(odd ? Verdict.Anomalous : Verdict.Normal, far ? score : Math.Min(score, 1), expected, null, null, reason);
    }

    private static double Saliency(ReadOnlySpan<double> values)
    {
        Span<Complex> spectrum = stackalloc Complex[Samples];
        for (var i = 0; i < Samples; i++) spectrum[i] = values[i];
        Fourier.Transform(spectrum, false);
        Span<double> logarithms = stackalloc double[Samples];
        for (var i = 0; i < Samples; i++) logarithms[i] = Math.Log(spectrum[i].Magnitude + 1e-12);
        for (var i = 0; i < Samples; i++)
        {
            double smooth = 0;
            for (var j = 0; j < Smoothing; j++) smooth += logarithms[(i + j - 1 + Samples) % Samples] / Smoothing;
            spectrum[i] *= Math.Exp(logarithms[i] - smooth) / (spectrum[i].Magnitude + 1e-12);
        }

        Fourier.Transform(spectrum, true);
        double mean = 0;
        for (var i = 0; i < Samples - 1; i++) mean += spectrum[i].Magnitude / (Samples - 1);
        return mean > 0 ? (spectrum[Samples - 1].Magnitude - mean) / mean : 0;
    }
}
