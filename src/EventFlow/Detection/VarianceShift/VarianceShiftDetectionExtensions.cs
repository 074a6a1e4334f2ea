using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the variance shift detector.</summary>
public static class VarianceShiftDetectionExtensions
{
    /// <summary>Adds the detector <c>variance-shift</c>; its defaults come from <c>EventFlow:Detection:VarianceShift</c>.</summary>
    public static DetectionBuilder AddVarianceShift(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<VarianceShiftOptions, VarianceShiftOptionsValidator>().BindConfiguration("EventFlow:Detection:VarianceShift");
        return detection.Add<VarianceShiftOptions>("variance-shift", stateVersion: 1, static options => new VarianceShiftDetector(options));
    }
}
