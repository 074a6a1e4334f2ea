using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Silo.Tests.Startup;

/// <summary>The built silo as a process: what it says and how it ends when it cannot start, and when it is told to stop.</summary>
public sealed class StartupTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task Start_WithAnUnknownOption_SaysSoInOneLine()
    {
        var (code, output, error) = await Run(["--dta", "x"], []);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("Unknown option --dta.", Assert.Single(Lines(error)));
    }

    [Fact]
    public async Task Start_AskedForHelp_PrintsTheOptions()
    {
        var (code, output, error) = await Run(["--help"], []);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("--samples on|off", output);
    }

    [Fact]
    public async Task Start_OutsideDevelopmentWithFaultySettings_ListsThemAll()
    {
        var (code, _, error) = await Run(["--data", _data.Path, "--environment", "Production"], new()
        {
            ["JWT_SECRET"] = "short-secret",
            ["EventFlow:Auth:ApiKeys:0:Key"] = "short-key",
            ["EventFlow:Auth:ApiKeys:0:Scopes:0"] = "root",
            ["EventFlow__Auth__TokenHours"] = "0",
            ["EventFlow__Live__IntervalMs"] = "1",
            ["EventFlow__Cors__Origins__0"] = "example.org/x",
        });
        Assert.Equal(1, code);
        foreach (var key in (string[])["JWT_SECRET has 12 bytes", "EventFlow:Admin:Password is missing", "EventFlow:Auth:TokenHours is 0", "EventFlow:Auth:ApiKeys:0:Name is missing", "EventFlow:Auth:ApiKeys:0:Key has 9 characters", "EventFlow:Auth:ApiKeys:0:Scopes has 'root'", "EventFlow:Live:IntervalMs is '1'", "EventFlow:Cors:Origins:0 is 'example.org/x'"])
            Assert.Contains(key, error);
        Assert.DoesNotContain("short-secret", error);
        Assert.DoesNotContain("   at ", error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Fact]
    public async Task Start_InDevelopmentOnAnAddressForOthers_IsRefused()
    {
        var (code, _, error) = await Run(["--data", _data.Path, "--environment", "Development", "--urls", $"http://0.0.0.0:{FreePort.Next()}"], []);
        Assert.Equal(1, code);
        Assert.Contains("expected a loopback address", error);
    }

    [Fact]
    public async Task Start_WithSwitchesThatAreNeitherOnNorOff_ListsThem()
    {
        var (code, _, error) = await Run(["--data", _data.Path, "--environment", "Development", "--urls", $"http://127.0.0.1:{FreePort.Next()}"], new()
        {
            ["EventFlow__Samples__Enabled"] = "perhaps",
            ["EventFlow__Development__AllowRemote"] = "1",
        });
        Assert.Equal(1, code);
        Assert.Contains("EventFlow:Samples:Enabled is 'perhaps'; expected on, off, true or false.", error);
        Assert.Contains("EventFlow:Development:AllowRemote is '1'; expected on, off, true or false.", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task Build_WithSamplesSetToTheWordOn_RunsThem()
    {
        await using var app = SiloHost.Build(new Dictionary<string, string?> { ["environment"] = "Production", [SiloArguments.DataDirectoryKey] = _data.Path, [SiloArguments.SamplesKey] = "on" });
        Assert.True(app.Services.GetRequiredService<SiloSettings>().Samples);
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var (code, _, error) = await Run(["--data", _data.Path, "--environment", "Development", "--urls", url], []);
        Assert.Equal(1, code);
        Assert.StartsWith($"EventFlow cannot start: {url} is in use", Assert.Single(Lines(error)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Fact]
    public async Task Start_InAFolderThatIsAFile_SaysSoInOneLine()
    {
        await File.WriteAllTextAsync(_data["file"], "");
        var (code, _, error) = await Run(["--data", _data["file"], "--environment", "Development", "--urls", $"http://127.0.0.1:{FreePort.Next()}"], []);
        Assert.Equal(1, code);
        Assert.StartsWith($"EventFlow cannot start: The data folder {_data["file"]}", Assert.Single(Lines(error)));
    }

    [Fact]
    public async Task Start_InAFolderOfAnotherSilo_LeavesThatOneAlone()
    {
        await using var first = await SiloProcess.Start(_data.Path);
        var (code, _, error) = await Run(["--data", _data.Path, "--environment", "Development", "--urls", $"http://127.0.0.1:{FreePort.Next()}"], []);
        Assert.Equal(1, code);
        Assert.Contains("is in use by another silo", Assert.Single(Lines(error)));
        using var answer = await first.Client.GetAsync("/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Stop_BySignal_EndsWithCodeZeroWithinTenSeconds()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        await using var silo = await SiloProcess.Start(_data.Path);
        Assert.Contains("admin / admin", silo.Output);
        Assert.Contains("ef_development", silo.Output);
        Assert.Contains("WARNING", silo.Output);
        Assert.Contains(_data.Path, silo.Output);
        Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(10)));
    }

    public void Dispose() => _data.Dispose();

    private static async Task<(int Code, string Output, string Error)> Run(IEnumerable<string> arguments, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [SiloProcess.Assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS", "JWT_SECRET"]) start.Environment.Remove(name);
        start.Environment["EventFlow__Cluster__SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in settings) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The silo did not end within {Patience.TotalSeconds} s. It said: {await output} {await error}");
        }

        return (process.ExitCode, await output, await error);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
