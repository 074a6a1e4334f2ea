using System.Globalization;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EventFlow.Cluster.Tests;

/// <summary>The script that replaces silos one after the other, against silos that answer as told. Against real ones it runs in the long form of the failures.</summary>
public sealed class RollingUpgradeScriptTests : IDisposable
{
    private const int Silos = 3;
    private readonly TempDirectory _folder = new();
    private readonly List<string> _log = [];
    private int _active = Silos;
    private int? _broken;
    private long _lag;

    [Fact]
    public async Task Script_OfAClusterInOrder_MakesTheSchemaAndReplacesOneAfterTheOther()
    {
        var (code, output) = await RunAsync("--schema", $"echo apply >>{_folder.Path}/log");
        Assert.True(code == 0, output);
        Assert.Equal(["replace 1", "replace 2", "replace 3"], _log);
        Assert.Equal("apply\n", await File.ReadAllTextAsync(_folder["log"], TestContext.Current.CancellationToken));
        Assert.EndsWith("rolling-upgrade: done\n", output);
    }

    [Fact]
    public async Task Script_WhileASiloIsMissing_BeginsNothing()
    {
        _active = 2;
        var (code, output) = await RunAsync("--schema", $"echo apply >>{_folder.Path}/log");
        Assert.Equal(1, code);
        Assert.Contains("nothing was begun: 2 of 3 silos are active", output);
        Assert.Empty(_log);
        Assert.False(File.Exists(_folder["log"]));
    }

    [Fact]
    public async Task Script_WhileEventsWait_BeginsNothing()
    {
        _lag = 2_000_000;
        var (code, output) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("nothing was begun: events wait", output);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task Script_WhenANewSiloIsNotReady_LeavesTheOthersAsTheyAre()
    {
        _broken = 2;
        var (code, output) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("after silo 2 was replaced the cluster is not in order within 2 s", output);
        Assert.Contains("does not answer 200: starting", output);
        Assert.Equal(["replace 1", "replace 2"], _log);
    }

    [Fact]
    public async Task Script_WhenTheSchemaCannotBeMade_TouchesNoSilo()
    {
        var (code, output) = await RunAsync("--schema", "false");
        Assert.Equal(1, code);
        Assert.Contains("no silo was touched", output);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task Script_WithoutWhatItNeeds_SaysHowItIsUsed()
    {
        var (code, output) = await ScriptRun.RunAsync("rolling-upgrade", ["--url", "http://127.0.0.1:1"]);
        Assert.Equal(2, code);
        Assert.Contains("--replace COMMAND", output);
    }

    [Fact]
    public async Task Script_OfKubernetes_SetsTheImageAndBringsTheOldOneBackWhenItIsNotReady()
    {
        await File.WriteAllTextAsync(_folder["kubectl"], $"#!/usr/bin/env bash\necho \"$*\" >>{_folder.Path}/log\n[[ \"$*\" != *status* ]]\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["kubectl"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (code, output) = await ScriptRun.RunAsync("rolling-upgrade", ["--kubernetes", "eventflow", "--image", "eventflow:2", "--wait", "1"], new Dictionary<string, string> { ["KUBECTL"] = _folder["kubectl"] });
        Assert.Equal(1, code);
        Assert.Contains("the old one is being brought back", output);
        Assert.Equal(
            ["--namespace eventflow set image deployment/silo *=eventflow:2", "--namespace eventflow rollout status deployment/silo --timeout 1s", "--namespace eventflow rollout undo deployment/silo"],
            await File.ReadAllLinesAsync(_folder["log"], TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Output)> RunAsync(params string[] more)
    {
        await using var silos = await SiloReplacer.StartAsync(ReplaceAsync, Map);
        IEnumerable<string> arguments = [.. Enumerable.Range(1, Silos).SelectMany(n => (string[])["--url", silos.UrlOf(n)]), "--replace", silos.Command, "--wait", "2", .. more];
        return await ScriptRun.RunAsync("rolling-upgrade", arguments, new Dictionary<string, string> { ["EVENTFLOW_UPGRADE_SETTLE"] = "1" });
    }

    private Task ReplaceAsync(int number)
    {
        _log.Add(string.Create(CultureInfo.InvariantCulture, $"replace {number}"));
        return Task.CompletedTask;
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/{number:int}/ready", (int number) => number == _broken && _log.Count >= number ? Results.Text("starting", statusCode: 503) : Results.Text("ok"));
        app.MapGet("/{number:int}/api/system", () => Results.Json(new
        {
            silos = Enumerable.Range(1, Silos + 1).Select(n => new { name = $"silo-{n}", status = n <= _active ? "Active" : "Dead" }),
            streams = new[] { new { stream = "service-logs", lag = 0L }, new { stream = "service-metrics", lag = _lag } },
        }));
    }
}
