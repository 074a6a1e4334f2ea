using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the change point detector.</summary>
public static class ChangePointDetectionExtensions
{
    /// <summary>Adds the detector <c>change-point</c>; its defaults come from <c>EventFlow:Detection:ChangePoint</c>.</summary>
    public static DetectionBuilder AddChangePoint(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<ChangePointOptions, ChangePointOptionsValidator>().BindConfiguration("EventFlow:Detection:ChangePoint");
        return detection.Add<ChangePointOptions>("change-point", stateVersion: 1, static options => new ChangePointDetector(options));
    }
}
