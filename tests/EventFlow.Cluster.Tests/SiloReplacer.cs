using EventFlow.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventFlow.Cluster.Tests;

/// <summary>Lets a script replace silos that the test has started: what it runs for each asks here.</summary>
internal sealed class SiloReplacer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SiloReplacer(WebApplication app) => _app = app;

    /// <summary>What the script is to run for a silo.</summary>
    public string Command => $"curl -fsS --max-time 170 -X POST {_app.Urls.First()}/replace/$SILO_NUMBER";

    /// <summary>Starts it.</summary>
    /// <param name="replace">Replaces the silo of a number, from 1.</param>
    /// <param name="map">Adds what else it answers.</param>
    public static async Task<SiloReplacer> StartAsync(Func<int, Task> replace, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{FreePort.Next()}");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/replace/{number:int}", async (int number) =>
        {
            await replace(number);
            return Results.Ok();
        });
        map?.Invoke(app);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>An address below its own.</summary>
    public string UrlOf(int number) => $"{_app.Urls.First()}/{number}";

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
