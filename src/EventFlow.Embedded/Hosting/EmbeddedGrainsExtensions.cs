using EventFlow.Embedded.Reminders;
using EventFlow.Embedded.Runtime;
using EventFlow.Embedded.Storage;
using EventFlow.Embedded.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Hosting;

/// <summary>Registers the embedded grain runtime.</summary>
public static class EmbeddedGrainsExtensions
{
    /// <summary>
    /// Adds the runtime: <see cref="IGrainFactory"/>, <see cref="IGrainRuntimeStatistics"/>, the meter <c>EventFlow.Runtime</c>. It starts and
    /// stops with the host; hosted services registered before it are up when streams begin to flow, and stop after it.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets what the configuration section <c>EventFlow:Runtime</c> does not; code wins.</param>
    public static EmbeddedGrainsBuilder AddEmbeddedGrains(this IServiceCollection services, Action<EmbeddedGrainsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<EmbeddedGrainsOptions, EmbeddedGrainsOptionsValidator>()
            .Configure<IServiceProvider>(static (options, provider) =>
                provider.GetService<IConfiguration>()?.GetSection(EmbeddedGrainsOptions.SectionName).Bind(options))
            .Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(GrainRuntime)))
            return new EmbeddedGrainsBuilder(services);

        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddLogging();
        services.AddSingleton(_ => new ServiceLifetimes(services));
        services.AddSingleton<GrainDatabase>();
        services.AddSingleton<GrainStorages>();
        services.AddSingleton<GrainRuntime>();
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<GrainRuntime>());
        services.AddSingleton<ReminderService>();
        services.AddSingleton<StreamManager>();
        services.AddSingleton<DeadlineMonitor>();
        services.AddSingleton<ActivationCollector>();
        services.AddSingleton<GrainRuntimeStatistics>();
        services.AddSingleton<IGrainRuntimeStatistics>(static provider => provider.GetRequiredService<GrainRuntimeStatistics>());
        services.AddSingleton<GrainRuntimeInstruments>();
        services.AddHostedService<EmbeddedGrainsService>();
        return new EmbeddedGrainsBuilder(services);
    }
}
