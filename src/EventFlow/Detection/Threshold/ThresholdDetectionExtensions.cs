using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the threshold detector.</summary>
public static class ThresholdDetectionExtensions
{
    /// <summary>Adds the detector <c>threshold</c>; its defaults come from <c>EventFlow:Detection:Threshold</c>.</summary>
    public static DetectionBuilder AddThreshold(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<ThresholdOptions, ThresholdOptionsValidator>().BindConfiguration("EventFlow:Detection:Threshold");
        return detection.Add<ThresholdOptions>("threshold", stateVersion: 1, static options => new ThresholdDetector(options));
    }
}
