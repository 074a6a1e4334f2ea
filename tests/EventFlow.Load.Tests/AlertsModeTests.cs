using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Load.Tests;

/// <summary>The mode against a real silo, and beside a real Alertmanager, for seconds. Nothing here depends on how fast it was.</summary>
public sealed class AlertsModeTests
{
    private static readonly string[] OfBoth = ["alerts", "server_cpu_s_per_thousand_at_last_arrival", "server_cpu_s_per_thousand", "settled_after_s", "written_bytes_per_alert", "peak_memory_mb", "webhook_messages"];
    private static readonly string[] OfSingle = ["alert_p50_ms", "alert_p99_ms", "alert_max_ms", .. OfBoth];
    private static readonly string[] OfBulk = ["posted_s", "arrival_p50_s", "last_arrival_s", .. OfBoth];

    [Fact]
    public async Task Alerts_OfASilo_ArriveOnceAndHaveAllFigures()
    {
        var (code, text, modes) = await RunAsync("--quick", "--bulk", "300", "--services", "10");
        Assert.True(code == 0, text);
        Assert.Equal(["alerts single", "alerts bulk 1", "alerts bulk 2"], modes.Keys);
        AssertComplete(modes);
        Assert.Equal(20, modes["alerts single"].GetProperty("alerts").GetDouble());
        Assert.Equal(300, modes["alerts bulk 2"].GetProperty("alerts").GetDouble());
        if (OperatingSystem.IsLinux())
        {
            Assert.True(modes["alerts single"].GetProperty("written_bytes_per_alert").GetDouble() > 0);
            Assert.True(modes["alerts bulk 1"].GetProperty("peak_memory_mb").GetDouble() > 10);
        }
    }

    [Fact]
    public async Task Alerts_OfAlertmanager_AreMeasuredInTheSameRun()
    {
        Assert.SkipWhen(Counterparts.Alertmanager is null, Counterparts.Missing("Alertmanager"));
        var (code, text, modes) = await RunAsync("--quick", "--bulk", "300", "--services", "10", "--rounds", "1", "--alertmanager", Counterparts.Alertmanager!);
        Assert.True(code == 0, text);
        Assert.Equal(["alerts single", "alertmanager single", "alerts bulk 1", "alertmanager bulk 1"], modes.Keys);
        AssertComplete(modes);
    }

    [Theory]
    [InlineData("leave --against and --data out", "--against", "http://127.0.0.1:1")]
    [InlineData("leave --against and --data out", "--data", "folder")]
    [InlineData("--alertmanager is 'nowhere'; expected the path of Alertmanager's program.", "--alertmanager", "nowhere")]
    [InlineData("expected one of them to be above 0", "--single", "0", "--bulk", "0")]
    [InlineData("--bulk 5000 with --services 4 is more than 1000 alerts of a service", "--bulk", "5000", "--services", "4")]
    [InlineData("--rounds is '0'; expected a whole number from 1 to 100.", "--rounds", "0")]
    public async Task Alerts_OfOptionsThatCannotBe_AreRefusedWithWhatWasExpected(string expected, params string[] options)
    {
        await using var errors = new StringWriter();
        Assert.Equal(2, await LoadProgram.RunAsync(["alerts", .. options], TextWriter.Null, errors, TimeProvider.System));
        Assert.Contains(expected, errors.ToString());
    }

    [Fact]
    public async Task Alerts_OfAnAlertmanagerThatDoesNotStart_AreRefusedBeforeTheSiloIsMeasured()
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder["alertmanager"], "no program");
        await using var errors = new StringWriter();
        Assert.Equal(2, await LoadProgram.RunAsync(["alerts", "--alertmanager", folder["alertmanager"]], TextWriter.Null, errors, TimeProvider.System));
        Assert.Contains("which does not start: ", errors.ToString());
    }

    [Fact]
    public void Set_OfAlerts_HasNeighboursInOneServiceAndAllServices()
    {
        var alerts = LoadAlert.Set("a", 10_000, 250);
        Assert.Equal(10_000, alerts.Select(static a => a.Id).Distinct().Count());
        Assert.All(alerts.Chunk(40), static part => Assert.Single(part.Select(static a => a.Service).Distinct()));
        Assert.Equal(250, alerts.Select(static a => a.Service).Distinct().Count());
        Assert.Empty(alerts.Select(static a => a.Service).Intersect(LoadAlert.Set("b", 10_000, 250).Select(static a => a.Service)));
    }

    private static void AssertComplete(Dictionary<string, JsonElement> modes)
    {
        foreach (var (name, figures) in modes)
        {
            Assert.All(name.EndsWith("single", StringComparison.Ordinal) ? OfSingle : OfBulk, figure => Assert.True(figures.TryGetProperty(figure, out _), $"{name}: {figure}"));
            Assert.Equal((0, 0), (figures.GetProperty("alerts_missing").GetDouble(), figures.GetProperty("alerts_doubled").GetDouble()));
        }
    }

    private static async Task<(int Code, string Text, Dictionary<string, JsonElement> Modes)> RunAsync(params string[] options)
    {
        using var folder = new TempDirectory();
        using var output = new StringWriter();
        var code = await LoadProgram.RunAsync(["alerts", .. options, "--json", folder["report.json"]], output, TextWriter.Null, TimeProvider.System);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(folder["report.json"]));
        return (code, output.ToString(), report.RootElement.GetProperty("modes").EnumerateArray().ToDictionary(static m => m.GetProperty("mode").GetString()!, static m => m.GetProperty("figures").Clone()));
    }
}
