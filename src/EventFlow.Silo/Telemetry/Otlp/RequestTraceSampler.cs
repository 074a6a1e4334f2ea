using System.Diagnostics;
using OpenTelemetry.Trace;

namespace EventFlow.Silo;

/// <summary>
/// Decides which traces begin: those of requests, and none with a call between grains, of which there are many for every delivery of a stream and every tick of a timer. Within a trace all calls are shown.
/// </summary>
internal sealed class RequestTraceSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind is ActivityKind.Client or ActivityKind.Server && IsGrainCall(samplingParameters.Name) ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);

    // Both runtimes name them IInterface/Method.
    private static bool IsGrainCall(string name) => name is ['I', >= 'A' and <= 'Z', ..] && name.Contains('/', StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal);
}
