using System.Buffers;

namespace EventFlow.Detection;

/// <summary>Says when a live service has been silent for too long. What it needs to know comes with each tick: it keeps no state.</summary>
public sealed class NoDataDetector(NoDataOptions options) : IServiceDetector
{
    private const string Quantity = "s without data";

    /// <inheritdoc/>
    public ServiceResult Observe(in ServiceObservation observation) => Result(Verdict.Normal, observation.Time, 0);

    /// <inheritdoc/>
    public ServiceResult Tick(in ServiceTick tick)
    {
        var silent = Math.Floor(tick.Silence.TotalSeconds);
        return Result(tick.Live && silent >= options.SilentSeconds ? Verdict.Anomalous : Verdict.Normal, tick.Time, silent);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
    }

    /// <inheritdoc/>
    public bool TryLoad(ReadOnlySpan<byte> state) => state.IsEmpty;

    private ServiceResult Result(Verdict verdict, long time, double silent) => new(
        time, silent, Quantity, DetectionResult.Of(verdict, verdict == Verdict.Anomalous ? DetectionResult.Certain : 0, null, null, options.SilentSeconds));
}
