using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Rules;

/// <summary>Registers rules.</summary>
public static class RulesServiceCollectionExtensions
{
    /// <summary>Adds rules: service, directory, built-in rules. Needs detection, alerting and the event log beside it.</summary>
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RuleOptions, RuleOptionsValidator>().BindConfiguration("EventFlow:Rules");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RuleCompiler>();
        services.TryAddSingleton<RuleValidator>();
        services.TryAddSingleton<RulePreviewer>();
        services.TryAddSingleton<IRuleDirectory, RuleDirectory>();
        services.TryAddSingleton<IRuleService, RuleService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RuleRefreshService>());
        return services;
    }
}
