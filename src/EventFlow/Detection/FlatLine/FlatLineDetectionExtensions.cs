using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the flat-line detector.</summary>
public static class FlatLineDetectionExtensions
{
    /// <summary>Adds the detector <c>flat-line</c>; its defaults come from <c>EventFlow:Detection:FlatLine</c>.</summary>
    public static DetectionBuilder AddFlatLine(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<FlatLineOptions, FlatLineOptionsValidator>().BindConfiguration("EventFlow:Detection:FlatLine");
        return detection.Add<FlatLineOptions>("flat-line", stateVersion: 1, static options => new FlatLineDetector(options));
    }
}
