using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the EWMA detector.</summary>
public static class EwmaDetectionExtensions
{
    /// <summary>Adds the detector <c>ewma</c>; its defaults come from <c>EventFlow:Detection:Ewma</c>.</summary>
    public static DetectionBuilder AddEwma(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<EwmaOptions, EwmaOptionsValidator>().BindConfiguration("EventFlow:Detection:Ewma");
        return detection.Add<EwmaOptions>("ewma", stateVersion: 1, static options => new EwmaDetector(options));
    }
}
