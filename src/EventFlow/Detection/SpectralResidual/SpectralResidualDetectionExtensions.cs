using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the spectral residual detector.</summary>
public static class SpectralResidualDetectionExtensions
{
    /// <summary>Adds the detector <c>spectral-residual</c>; its defaults come from <c>EventFlow:Detection:SpectralResidual</c>.</summary>
    public static DetectionBuilder AddSpectralResidual(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<SpectralResidualOptions, SpectralResidualOptionsValidator>().BindConfiguration("EventFlow:Detection:SpectralResidual");
        return detection.Add<SpectralResidualOptions>("spectral-residual", stateVersion: 1, static options => new SpectralResidualDetector(options));
    }
}
