using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EventFlow.Ingestion;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventFlow.Gateway.Tests;

/// <summary>The gateway behind a real server on a port of its own, over a log in memory or one that is given.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, MemoryEventLog log)
    {
        (_app, Log) = (app, log);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public MemoryEventLog Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<GatewayHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var log = new MemoryEventLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder.Services);
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        if (!builder.Services.Any(static s => s.ServiceType == typeof(IEventLog)))
        {
            builder.Services.AddSingleton<IEventLog>(log);
        }

        builder.Services.AddIngestion().AddGateway();
        var app = builder.Build();
        app.MapEventFlowGateway();
        await app.StartAsync();
        return new GatewayHost(app, log);
    }

    public Task<Answer> PostAsync(string body, string contentType = "application/json") => PostAsync(Encoding.UTF8.GetBytes(body), contentType);

    public async Task<Answer> PostAsync(byte[] body, string? contentType = "application/json", string? encoding = null, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta, JsonDocument.Parse(text).RootElement);
    }

    public static byte[] Gzip(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return zipped.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
