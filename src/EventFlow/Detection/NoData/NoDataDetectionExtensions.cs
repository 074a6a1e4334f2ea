using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Detection;

/// <summary>Registers the no-data detector.</summary>
public static class NoDataDetectionExtensions
{
    /// <summary>Adds the detector <c>no-data</c>; its defaults come from <c>EventFlow:Detection:NoData</c>.</summary>
    public static DetectionBuilder AddNoData(this DetectionBuilder detection)
    {
        detection.Services.AddOptionsWithValidateOnStart<NoDataOptions, NoDataOptionsValidator>().BindConfiguration("EventFlow:Detection:NoData");
        return detection.Add<NoDataOptions>("no-data", stateVersion: 1, static options => new NoDataDetector(options));
    }
}
