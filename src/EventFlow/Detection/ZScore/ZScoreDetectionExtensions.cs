using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the z-score detector.</summary>
public static class ZScoreDetectionExtensions
{
    /// <summary>Adds the detector <c>z-score</c>; its defaults come from <c>EventFlow:Detection:ZScore</c>.</summary>
    public static DetectionBuilder AddZScore(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<ZScoreOptions, ZScoreOptionsValidator>().BindConfiguration("EventFlow:Detection:ZScore");
        return detection.Add<ZScoreOptions>("z-score", stateVersion: 1, static options => new ZScoreDetector(options));
    }
}
