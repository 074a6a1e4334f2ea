using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the rate of change detector.</summary>
public static class RateOfChangeDetectionExtensions
{
    /// <summary>Adds the detector <c>rate-of-change</c>; its defaults come from <c>EventFlow:Detection:RateOfChange</c>.</summary>
    public static DetectionBuilder AddRateOfChange(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<RateOfChangeOptions, RateOfChangeOptionsValidator>().BindConfiguration("EventFlow:Detection:RateOfChange");
        return detection.Add<RateOfChangeOptions>("rate-of-change", stateVersion: 1, static options => new RateOfChangeDetector(options));
    }
}
