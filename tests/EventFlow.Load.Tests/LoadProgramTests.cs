using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Load.Tests;

/// <summary>The tool against a real silo, for seconds: that everything acknowledged is there and everything is reported. Nothing here depends on how fast it was.</summary>
public sealed class LoadProgramTests
{
    private static readonly string[] Reported =
    [
        "offered_events_per_s", "acknowledged_events_per_s", "ack_p50_ms", "ack_p99_ms", "ack_p999_ms", "ack_max_ms", "answers_202", "answers_429", "answers_503", "retries_accepted_share",
        "applied_events", "server_cpu_s_per_million", "client_cpu_s_per_million", "written_bytes_per_event", "data_bytes_per_event", "peak_memory_mib",
    ];

    [Fact]
    public async Task Run_OfASmallLoad_StoresAllThatWasAcknowledgedAndReportsEveryFigure()
    {
        var (code, text, figures) = await RunAsync("run", "--quick", "--rate", "2000", "--format", "ndjson", "--identity", "ids", "--kind", "events");
        Assert.True(code == 0, text);
        Assert.All(Reported, name => Assert.True(figures.TryGetProperty(name, out _), name));
        Assert.Equal(4_000, figures.GetProperty("offered_events").GetDouble());
        Assert.Equal(4_000, figures.GetProperty("acknowledged_events").GetDouble());
        Assert.Equal(4_000, figures.GetProperty("applied_events").GetDouble());
        if (OperatingSystem.IsLinux())
        {
            Assert.True(figures.GetProperty("peak_memory_mib").GetDouble() > 10);
        }
    }

    [Fact]
    public async Task EndToEnd_OfAFewIncidents_TellsEachOnce()
    {
        var (code, text, figures) = await RunAsync("end-to-end", "--quick", "--incidents", "5");
        Assert.True(code == 0, text);
        Assert.Equal(10, figures.GetProperty("incidents").GetDouble());
        Assert.Equal(0, figures.GetProperty("incidents_not_told").GetDouble());
        Assert.True(figures.GetProperty("end_to_end_p50_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task Overload_ForAMoment_FindsEverythingAcknowledgedInTheLogOnce()
    {
        var (code, text, figures) = await RunAsync("overload", "--quick", "--sustainable", "5000", "--connections", "8", "--setting", "EventFlow:Ingestion:MaxLag=500");
        Assert.True(code == 0, text);
        Assert.True(figures.GetProperty("acknowledged_events").GetDouble() > 0);
        Assert.True(figures.GetProperty("audited_events_in_log").GetDouble() >= figures.GetProperty("acknowledged_events").GetDouble());
        Assert.Equal((0, 0), (figures.GetProperty("lost_events").GetDouble(), figures.GetProperty("doubled_events").GetDouble()));
    }

    [Fact]
    public async Task Recovery_OfASmallLog_IsReadyAndTakesEvents()
    {
        var (code, text, figures) = await RunAsync("recovery", "--quick");
        Assert.True(code == 0, text);
        Assert.True(figures.GetProperty("ready_after_s").GetDouble() > 0);
        Assert.True(figures.GetProperty("first_ack_after_ready_s").GetDouble() > 0);
        Assert.InRange(figures.GetProperty("log_gib").GetDouble(), 0.04, 0.1);
    }

    [Fact]
    public async Task Fairness_ForAMoment_LetsThePoliteCallerIn()
    {
        var (code, text, figures) = await RunAsync("fairness", "--quick", "--connections", "8", "--setting", "EventFlow:Ingestion:MaxLag=2000");
        Assert.True(code == 0, text);
        Assert.Equal(1, figures.GetProperty("beside_flood_accepted_share").GetDouble());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("run", "--format", "xml")]
    [InlineData("run", "--gzip", "--identity", "ids")]
    public async Task Run_OfAWrongCommand_EndsWithTwo(params string[] command)
    {
        using var errors = new StringWriter();
        Assert.Equal(2, await LoadProgram.RunAsync(command, TextWriter.Null, errors, TimeProvider.System));
        Assert.NotEmpty(errors.ToString());
    }

    private static async Task<(int Code, string Text, JsonElement Figures)> RunAsync(params string[] command)
    {
        using var folder = new TempDirectory();
        using var output = new StringWriter();
        var code = await LoadProgram.RunAsync([.. command, "--json", folder["report.json"]], output, TextWriter.Null, TimeProvider.System);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(folder["report.json"]));
        return (code, output.ToString(), report.RootElement.GetProperty("modes")[0].GetProperty("figures").Clone());
    }
}
