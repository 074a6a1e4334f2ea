namespace EventFlow.Detection;

/// <summary>Registers the detectors the platform comes with: the one list of them.</summary>
public static class BuiltInDetectorsExtensions
{
    /// <summary>Adds every built-in detector.</summary>
    public static DetectionBuilder AddBuiltInDetectors(this DetectionBuilder detection) => detection
        .AddEnsemble()
        .AddThreshold()
        .AddZScore()
        .AddRobustZScore()
        .AddRollingAverage()
        .AddEwma()
        .AddHoltWinters()
        .AddSeasonal()
        .AddRateOfChange()
        .AddChangePoint()
        .AddVarianceShift()
        .AddSpectralResidual()
        .AddFlatLine()
        .AddErrorBurst()
        .AddErrorRate()
        .AddLogPattern()
        .AddNoData();
}
