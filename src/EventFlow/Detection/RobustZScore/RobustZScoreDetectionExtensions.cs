using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the robust z-score detector.</summary>
public static class RobustZScoreDetectionExtensions
{
    /// <summary>Adds the detector <c>robust-z-score</c>; its defaults come from <c>EventFlow:Detection:RobustZScore</c>.</summary>
    public static DetectionBuilder AddRobustZScore(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<RobustZScoreOptions, RobustZScoreOptionsValidator>().BindConfiguration("EventFlow:Detection:RobustZScore");
        return detection.Add<RobustZScoreOptions>("robust-z-score", stateVersion: 1, static options => new RobustZScoreDetector(options));
    }
}
