using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the Holt-Winters detector.</summary>
public static class HoltWintersDetectionExtensions
{
    /// <summary>Adds the detector <c>holt-winters</c>; its defaults come from <c>EventFlow:Detection:HoltWinters</c>.</summary>
    public static DetectionBuilder AddHoltWinters(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<HoltWintersOptions, HoltWintersOptionsValidator>().BindConfiguration("EventFlow:Detection:HoltWinters");
        return detection.Add<HoltWintersOptions>("holt-winters", stateVersion: 1, static options => new HoltWintersDetector(options));
    }
}
