using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Silo.Tests;

/// <summary>A silo in this process on a free loopback port, with real authentication, grains and pipeline, and fakes for the features behind the API.</summary>
public sealed class TestSilo : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly bool _realRules;
    private WebApplication? _app;

    /// <summary>A silo in development.</summary>
    public TestSilo()
        : this([])
    {
    }

    /// <param name="settings">Further settings.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="dataDirectory">A folder that outlives it; null for one of its own.</param>
    /// <param name="realRules">Whether rules are real too.</param>
    internal TestSilo(Dictionary<string, string?> settings, string environment = "Development", string? dataDirectory = null, bool realRules = false)
    {
        _realRules = realRules;
        _settings = new(settings)
        {
            ["environment"] = environment,
            ["urls"] = "http://127.0.0.1:0",
            [SiloArguments.DataDirectoryKey] = dataDirectory ?? _data.Path,
            [SiloArguments.SamplesKey] = "false",

            // On Orleans the default is one port for all.
            ["EventFlow:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["Logging:LogLevel:Default"] = "None",
        };
    }

    internal FakeMonitoring Monitoring { get; } = new();

    internal FakeAlerts Alerts { get; } = new();

    internal FakeRules Rules { get; } = new();

    internal FakeChannels Channels { get; } = new();

    internal FakeEventLog Log { get; } = new();

    internal IServiceProvider Services => _app!.Services;

    /// <summary>Its address.</summary>
    public string Url => _app!.Urls.First();

    public async ValueTask InitializeAsync()
    {
        _app = SiloHost.Build(_settings, Replace);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>A client without credentials; it does not follow redirects.</summary>
    public HttpClient Anonymous() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(Url) };

    /// <summary>A client with an API key.</summary>
    public HttpClient WithKey(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    /// <summary>A client with a bearer token.</summary>
    public HttpClient WithToken(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Signs in and gives what the answer says.</summary>
    public async Task<JsonElement> Login(string user, string password)
    {
        using var client = Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { username = user, password });
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A client that acts as a user.</summary>
    public async Task<HttpClient> As(string user, string password = "demo") => WithToken((await Login(user, password)).GetProperty("token").GetString()!);

    /// <summary>A client that acts as the administrator.</summary>
    public Task<HttpClient> AsAdmin() => As("admin", "admin");

    private void Replace(IServiceCollection services)
    {
        // The log of the tests feeds no streams, so what follows them has nothing to start.
        services.RemoveAll<IMonitoringQueries>().AddSingleton<IMonitoringQueries>(Monitoring);
        services.RemoveAll<IFeedbackService>().AddSingleton<IFeedbackService, FakeFeedback>();
        services.RemoveAll<IIncidentQueries>().AddSingleton<IIncidentQueries, FakeIncidents>();
        services.RemoveAll<IAlertService>().AddSingleton<IAlertService>(Alerts);
        if (!_realRules) services.RemoveAll<IRuleService>().AddSingleton<IRuleService>(Rules);
        services.RemoveAll<IChannelService>().AddSingleton<IChannelService>(Channels);
        services.RemoveAll<IEventLog>().AddSingleton<IEventLog>(Log);
    }
}
