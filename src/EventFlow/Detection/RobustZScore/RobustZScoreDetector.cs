using System.Buffers;

namespace EventFlow.Detection;

/// <summary>Expects the median of a window and takes the median distance from it, times 1.4826, for the deviation: up to half of the window may be wild without moving either.</summary>
public sealed class RobustZScoreDetector(RobustZScoreOptions options) : ForecastDetector(options)
{
    // Of a normal distribution the deviation is so many times the median distance.
    private const double Normal = 1.4826;

    private readonly SampleWindow _window = new(options.WindowSamples, 0);

    private protected override string Basis => "the median of the recent samples";

    private protected override bool TryForecast(long time, out Forecast forecast)
    {
        forecast = default;
        if (_window.Count < options.MinSamples) return false;
        Span<double> values = stackalloc double[_window.Count];
        _window.CopyTo(values);
        values.Sort();
        var median = Middle(values);
        foreach (ref var value in values) value = Math.Abs(value - median);
        values.Sort();
        forecast = new(median, Normal * Middle(values));
        return true;
    }

    private protected override void Learn(long time, double value) => _window.Add(time, value);

    private protected override void Restart() => _window.Clear();

    private protected override void SaveModel(IBufferWriter<byte> state) => _window.Save(state);

    private protected override void LoadModel(ref StateReader state) => _window.Load(ref state);

    private static double Middle(ReadOnlySpan<double> sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
