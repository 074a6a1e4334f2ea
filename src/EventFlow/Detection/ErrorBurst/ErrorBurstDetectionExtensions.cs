using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the error burst detector.</summary>
public static class ErrorBurstDetectionExtensions
{
    /// <summary>Adds the detector <c>error-burst</c>; its defaults come from <c>EventFlow:Detection:ErrorBurst</c>.</summary>
    public static DetectionBuilder AddErrorBurst(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<ErrorBurstOptions, ErrorBurstOptionsValidator>().BindConfiguration("EventFlow:Detection:ErrorBurst");
        return detection.Add<ErrorBurstOptions>("error-burst", stateVersion: 1, static options => new ErrorBurstDetector(options));
    }
}
