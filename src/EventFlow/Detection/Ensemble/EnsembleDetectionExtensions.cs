using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the ensemble.</summary>
public static class EnsembleDetectionExtensions
{
    /// <summary>The name rules use.</summary>
    public const string Name = "ensemble";

    /// <summary>Adds the detector <c>ensemble</c>; its defaults come from <c>EventFlow:Detection:Ensemble</c>.</summary>
    public static DetectionBuilder AddEnsemble(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<EnsembleOptions, EnsembleOptionsValidator>().BindConfiguration("EventFlow:Detection:Ensemble");
        return detection.Add<EnsembleOptions>(Name, stateVersion: 2, static options => new EnsembleDetector(options));
    }
}
