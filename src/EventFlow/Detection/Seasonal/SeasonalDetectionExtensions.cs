using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the seasonal detector.</summary>
public static class SeasonalDetectionExtensions
{
    /// <summary>Adds the detector <c>seasonal</c>; its defaults come from <c>EventFlow:Detection:Seasonal</c>.</summary>
    public static DetectionBuilder AddSeasonal(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<SeasonalOptions, SeasonalOptionsValidator>().BindConfiguration("EventFlow:Detection:Seasonal");
        return detection.Add<SeasonalOptions>("seasonal", stateVersion: 1, static options => new SeasonalDetector(options));
    }
}
