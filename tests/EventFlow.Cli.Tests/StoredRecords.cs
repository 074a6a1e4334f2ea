using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

/// <summary>A real silo that has 3,000 log records, a hundred of them errors; the tests of the event store's commands share it.</summary>
public sealed class StoredRecords : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();

    public SiloProcess Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await SiloProcess.Start(_folder.Path);
        var start = DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeMilliseconds();
        var lines = Enumerable.Range(0, 3_000).Select(i => i % 3 == 0
            ? JsonSerializer.Serialize(new { timestamp = start + i, service = "web", level = i % 30 == 0 ? "error" : "info", message = $"record {i}", i })
            : JsonSerializer.Serialize(new { timestamp = start + i, service = "web", level = "debug", message = $"noise \"{i}\" ä", attributes = new { host = "h" + i % 4 } }));
        using var body = new StringContent(string.Join('\n', lines), System.Text.Encoding.UTF8, "application/x-ndjson");
        using var answer = await Silo.Client.PostAsync("/api/events", body);
        Assert.Equal(202, (int)answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        _folder.Dispose();
    }
}
