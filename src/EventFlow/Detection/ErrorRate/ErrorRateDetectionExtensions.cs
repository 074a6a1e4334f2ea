using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the error rate detector.</summary>
public static class ErrorRateDetectionExtensions
{
    /// <summary>Adds the detector <c>error-rate</c>; its defaults come from <c>EventFlow:Detection:ErrorRate</c>.</summary>
    public static DetectionBuilder AddErrorRate(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<ErrorRateOptions, ErrorRateOptionsValidator>().BindConfiguration("EventFlow:Detection:ErrorRate");
        return detection.Add<ErrorRateOptions>("error-rate", stateVersion: 1, static options => new ErrorRateDetector(options));
    }
}
