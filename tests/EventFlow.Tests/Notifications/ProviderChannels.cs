using EventFlow.Alerting;
using EventFlow.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Notifications;

/// <summary>Makes a channel as the silo does: by its line in the composition root.</summary>
internal static class ProviderChannels
{
    public const string ExternalUrl = "https://eventflow.example.com";

    public static INotificationChannel Make(Func<IServiceCollection, IServiceCollection> add, TimeProvider time, LogSpy? log = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        if (log is not null) services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton(Options.Create(new AlertingOptions { ExternalUrl = ExternalUrl }));
        return add(services).BuildServiceProvider().GetServices<INotificationChannel>().Single();
    }

    public static ChannelDefinition Of(string kind, params ReadOnlySpan<(string, string)> settings) => new("ops", kind, true, Severity.Info, true, LabelSet.Of(settings), "api");
}
