using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the rolling average detector.</summary>
public static class RollingAverageDetectionExtensions
{
    /// <summary>Adds the detector <c>rolling-average</c>; its defaults come from <c>EventFlow:Detection:RollingAverage</c>.</summary>
    public static DetectionBuilder AddRollingAverage(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<RollingAverageOptions, RollingAverageOptionsValidator>().BindConfiguration("EventFlow:Detection:RollingAverage");
        return detection.Add<RollingAverageOptions>("rolling-average", stateVersion: 1, static options => new RollingAverageDetector(options));
    }
}
