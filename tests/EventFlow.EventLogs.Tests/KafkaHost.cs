using EventFlow.EventStore;
using EventFlow.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.EventLogs.Tests;

/// <summary>The log in Kafka as the composition root puts it together.</summary>
internal static class KafkaHost
{
    public static async Task<OpenLog> OpenAsync(string bootstrapServers, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("EventFlow:Kafka:BootstrapServers", (string?)bootstrapServers),
            .. settings.Select(static s => KeyValuePair.Create(s.Key.Contains(':') ? s.Key : $"EventFlow:Kafka:{s.Key}", (string?)s.Value)),
        ]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddKafkaEventLog();
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }

        return new(host.Services.GetRequiredService<IFollowedEventLog>(), async () =>
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        });
    }
}
