using EventFlow.Postgres;
using EventFlow.Postgres.EventLog;
using EventFlow.EventStore;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(EventFlow.EventLogs.Tests.PostgresFixture))]

namespace EventFlow.EventLogs.Tests;

/// <summary>One PostgreSQL for all tests that do it no harm, and logs as a silo opens them.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private PostgresServer? _server;

    /// <summary>The shared server; skips the test where there is none.</summary>
    public async Task<PostgresServer> GetServerAsync()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        await _gate.WaitAsync();
        try
        {
            return _server ??= await PostgresServer.StartAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>An empty database with the schema.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var database = await (await GetServerAsync()).CreateDatabaseAsync();
        await ApplySchemaAsync(database);
        return database;
    }

    public static async Task ApplySchemaAsync(string connectionString)
    {
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = connectionString });
        await PostgresSchema.ApplyAsync(source);
    }

    /// <summary>The log as the composition root puts it together.</summary>
    public static async Task<(OpenLog Open, IHost Host)> OpenAsync(string connectionString, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("EventFlow:Postgres:ConnectionString", (string?)connectionString), .. settings.Select(static s => KeyValuePair.Create(s.Key.Contains(':') ? s.Key : $"EventFlow:Postgres:EventLog:{s.Key}", (string?)s.Value))]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPostgresEventLog();
        var host = builder.Build();
        await host.StartAsync();
        return (new(host.Services.GetRequiredService<IFollowedEventLog>(), async () =>
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }), host);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
