using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the log-pattern detector.</summary>
public static class LogPatternDetectionExtensions
{
    /// <summary>Adds the detector <c>log-pattern</c>; its defaults come from <c>EventFlow:Detection:LogPattern</c>.</summary>
    public static DetectionBuilder AddLogPattern(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<LogPatternDetectorOptions, LogPatternDetectorOptionsValidator>().BindConfiguration("EventFlow:Detection:LogPattern");
        return detection.Add<LogPatternDetectorOptions>("log-pattern", stateVersion: 1, static options => new LogPatternDetector(options));
    }
}
