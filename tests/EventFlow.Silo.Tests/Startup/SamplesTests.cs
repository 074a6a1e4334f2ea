using System.Diagnostics;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Startup;

/// <summary>The sample services beside the real silo: they report, and end with it however it ends.</summary>
public sealed class SamplesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task Samples_OfAKilledSilo_ReportFirstAndEndWithIt()
    {
        await using var silo = await SiloProcess.Start(_data.Path, arguments: ["--samples", "on"]);
        await Until(async () =>
        {
            using var answer = await silo.Client.GetAsync("/api/services");
            using var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return page.RootElement.GetProperty("total").GetInt32() == 4;
        }, $"four services report; the silo said: {silo.Output}");
        var marker = "The sample services started as process ";
        var line = silo.Output.Split('\n').Single(l => l.Contains(marker));
        var samples = int.Parse(line[(line.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..].Trim());
        Assert.True(IsRunning(samples));

        // Kill() would take the children too; the kernel's own kill does not.
        Process.Start("kill", ["-9", $"{silo.Id}"]).WaitForExit();
        await Until(() => Task.FromResult(!IsRunning(samples)), "the samples end");
    }

    public void Dispose() => _data.Dispose();

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task Until(Func<Task<bool>> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"Waited {Patience.TotalSeconds} s until {what}");
            await Task.Delay(100);
        }
    }
}
