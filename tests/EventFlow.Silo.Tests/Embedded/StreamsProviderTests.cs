using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Embedded;

/// <summary>The silo with its events elsewhere than on local disk, from outside.</summary>
public sealed class StreamsProviderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Ingest_OnMemory_IsTakenAndAppliedAlsoAfterARestart()
    {
        Dictionary<string, string> settings = new() { ["EventFlow:Streams:Provider"] = "memory" };
        for (var life = 1; life <= 2; life++)
        {
            await using var silo = await SiloProcess.Start(_data.Path, settings);
            using var answer = await silo.Client.PostAsJsonAsync("/api/events", new { service = "payments", metric = $"latency_{life}", value = 12.5 });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            using var limit = new CancellationTokenSource(Patience);
            while (!await IsShownAsync(silo, $"latency_{life}", limit.Token)) await Task.Delay(50, limit.Token);
            var status = await silo.Client.GetFromJsonAsync<JsonElement>("/api/system/scaling");
            Assert.Equal(0, status.GetProperty("lagEvents").GetInt64());
            Assert.Equal(0, await silo.Stop(Patience));
        }
    }

    // The service itself is not there before its first event is applied.
    private static async Task<bool> IsShownAsync(SiloProcess silo, string metric, CancellationToken cancellation)
    {
        using var answer = await silo.Client.GetAsync("/api/services/payments/metrics", cancellation);
        return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(cancellation)).Contains(metric, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithStateOfAnotherLog_IsRefusedWithOneLine()
    {
        await using (var silo = await SiloProcess.Start(_data.Path)) Assert.Equal(0, await silo.Stop(Patience));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SiloProcess.Start(_data.Path, new Dictionary<string, string> { ["EventFlow:Streams:Provider"] = "memory" }));
        Assert.Contains("EventFlow:Streams:Provider is 'memory', but the state in", error.Message);
        Assert.Contains("belongs to events in 'segment-log'", error.Message);
        await using var again = await SiloProcess.Start(_data.Path);
    }
}
