using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.SegmentLog;

/// <summary>Registers the segment log.</summary>
public static class SegmentLogServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="SegmentLogStore"/>, opened when first asked for; settings come from EventFlow:SegmentLog and are checked at start.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="rootDirectory">Says where the log lies.</param>
    public static IServiceCollection AddSegmentLog(this IServiceCollection services, Func<IServiceProvider, string> rootDirectory)
    {
        ArgumentNullException.ThrowIfNull(rootDirectory);
        services.AddOptionsWithValidateOnStart<SegmentLogOptions, SegmentLogOptionsValidator>().BindConfiguration(SegmentLogOptionsValidator.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new SegmentLogStore(
            rootDirectory(provider),
            provider.GetRequiredService<IOptions<SegmentLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SegmentLogStore>>(),
            provider.GetService<IMeterFactory>()));
        return services;
    }
}
