using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventFlow.Chaos.Incidents;

/// <summary>One call of the webhook. <paramref name="Taken"/> says whether it was answered with success; times are on the clock of the run.</summary>
internal sealed record Call(string Key, string Status, string Service, bool Taken, TimeSpan Arrived, TimeSpan Answered);

/// <summary>A real receiver of webhooks: mostly it takes a call, at times slowly, at times it answers 503. Keeps every call.</summary>
internal sealed class Webhooks : IAsyncDisposable
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly WebApplication _app;
    private readonly Stopwatch _clock;
    private readonly Random _random;

    private Webhooks(WebApplication app, Stopwatch clock, int seed) => (_app, _clock, _random) = (app, clock, new(seed));

    public string Url => _app.Urls.First() + "/hook";

    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>Calls that wait for their answer.</summary>
    public int Open => _open;

    private int _open;

    public static async Task<Webhooks> Start(Stopwatch clock, int seed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var hooks = new Webhooks(builder.Build(), clock, seed);
        hooks._app.MapPost("/hook", hooks.Receive);
        await hooks._app.StartAsync();
        return hooks;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Receive(HttpRequest request)
    {
        var arrived = _clock.Elapsed;
        Interlocked.Increment(ref _open);
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            int roll;
            lock (_random) roll = _random.Next(100);
            var taken = roll >= 4;

            // Slow now and then, so that kills fall between a call and its answer.
            if (roll >= 70) await Task.Delay(roll * 4);
            var service = body.RootElement.GetProperty("groupLabels").GetProperty("service").GetString()!;
            _calls.Enqueue(new(request.Headers["Idempotency-Key"].ToString(), body.RootElement.GetProperty("status").GetString()!, service, taken, arrived, _clock.Elapsed));
            return Results.StatusCode(taken ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
