using EventFlow.Azure;
using Microsoft.AspNetCore.DataProtection;

namespace EventFlow.Silo;

/// <summary>The map of the system: every part that runs in a silo, and the way of a request through it.</summary>
internal static class SiloHost
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(15);
    private const int MaxConnections = 10_000;
    private const string ExternalUrlKey = "EventFlow:Alerting:ExternalUrl";

    /// <summary>Builds a silo that has not started. <paramref name="replace"/> puts other services in place of some, as tests do.</summary>
    /// <param name="settings">Settings that win over all others.</param>
    /// <param name="replace">Runs after all parts are registered.</param>
    public static WebApplication Build(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? replace = null)
    {
        var builder = CreateBuilder(settings);
        AddParts(builder);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        UsePipeline(app);
        MapEndpoints(app);
        return app;
    }

    private static void AddParts(WebApplicationBuilder builder)
    {
        var (services, environment, silo) = (builder.Services, builder.Environment, ReadSettings(builder));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(silo);

        // In order of starting, and in reverse of stopping: where events are kept, the runtime that reads them, what calls grains.
        services.AddAzureIdentity(builder.Configuration);
        services.AddStores(builder.Configuration);
        builder.AddGrainRuntime(silo);
        services.AddFeatures(environment);

        services.AddAccess(environment);
        // By environment, so that a session of Development, whose passwords are known, is none in Production on the same folder.
        services.AddDataProtection().SetApplicationName($"EventFlow/{environment.EnvironmentName}").PersistKeysToFileSystem(new(Path.Combine(silo.DataDirectory, "keys")));
        services.AddApi();
        services.AddSingleton<AlertmanagerQueries>();
        services.AddLiveInterfaces();
        services.AddBrowserRules();
        services.AddHostRules(builder.Configuration, environment);
        services.AddSingleton<StreamMonitor>();
        services.AddSingleton<ISystemQueries, SystemQueries>();
        services.AddTelemetry(builder.Configuration);
        services.AddHostedService<SampleProcess>();
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseTelemetry();
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseProblems();
        app.UseRouting();
        app.UseCors();
        app.UseWebSockets();
        app.UseOriginCheck();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseRequestTimeouts();
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapApi();
        app.MapAlertmanager();
        app.MapFeatures();
        app.MapLive();
        app.MapAccount();
        app.MapApiDescription();
        app.MapTelemetry();
    }

    private static WebApplicationBuilder CreateBuilder(IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Settings and pages lie beside the program, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(SiloHost).Assembly.GetName().Name,
            EnvironmentName = settings.GetValueOrDefault(HostDefaults.EnvironmentKey),
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls(builder.Configuration["urls"] ?? ListenAddresses.Default);
        builder.WebHost.ConfigureKestrel(static o =>
        {
            o.AddServerHeader = false;
            o.Limits.RequestHeadersTimeout = HeaderTimeout;
            o.Limits.MaxConcurrentConnections = MaxConnections;
        });
        builder.Host.ConfigureHostOptions(static o => o.ShutdownTimeout = StopTimeout);
        builder.Logging.AddConsoleLogs(builder.Configuration, builder.Environment);
        var gate = new StartupLogGate();
        builder.Services.AddSingleton(gate);
        foreach (var category in StartupLogGate.Categories) builder.Logging.AddFilter(category, level => gate.IsOpen && level >= LogLevel.Warning);
        return builder;
    }

    private static SiloSettings ReadSettings(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var data = Path.GetFullPath(configuration[SiloArguments.DataDirectoryKey] ?? "eventflow-data");
        // Every part that reads the folder sees the same full path.
        configuration[SiloArguments.DataDirectoryKey] = data;
        // Links in notifications lead to the address we listen on, unless the settings know how others reach it.
        var url = (configuration["urls"] ?? ListenAddresses.Default).Split(';')[0];
        if (Uri.IsWellFormedUriString(url, UriKind.Absolute)) configuration[ExternalUrlKey] ??= url;
        return new(data, configuration.IsOn(SiloArguments.SamplesKey, otherwise: builder.Environment.IsDevelopment()));
    }
}
