using System.Runtime.Versioning;
using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>The scripts of operation, run: against a real silo, and against an Azure CLI that only remembers.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ScriptTests(SampleSilo sample) : IClassFixture<SampleSilo>
{
    private static readonly string SmokeTest = Tool.File("infra", "scripts", "smoke-test");
    private static readonly string BlueGreen = Tool.File("infra", "scripts", "blue-green");

    [Fact]
    public async Task SmokeTest_OfAHealthySilo_Passes()
    {
        var (code, output) = await Tool.Run(SmokeTest, ["--url", sample.Silo.Url, "--api-key", "ef_development"]);
        Assert.True(code == 0, output);
        Assert.EndsWith("smoke-test: passed\n", output);
    }

    [Fact]
    public async Task SmokeTest_WithAWrongKey_FailsAndDoesNotShowIt()
    {
        var (code, output) = await Tool.Run(SmokeTest, ["--url", sample.Silo.Url, "--api-key", "ef_wrong"]);
        Assert.Equal(1, code);
        Assert.Contains("answered 401; expected 202", output);
        Assert.DoesNotContain("ef_wrong", output);
    }

    [Fact]
    public async Task SmokeTest_WhereNobodyListens_SaysSoAfterItsWait()
    {
        var (code, output) = await Tool.Run(SmokeTest, ["--url", $"http://127.0.0.1:{FreePort.Next()}", "--wait", "1"]);
        Assert.Equal(1, code);
        Assert.Contains("did not answer 200 within 1 s", output);
    }

    [Fact]
    public async Task BlueGreen_WhenTheNewVersionIsGood_GivesItTheTraffic()
    {
        using var azure = new FakeAzure(sample.Silo.Url);
        var (code, output) = await azure.Run(BlueGreen, "deploy", "--image", "registry/eventflow:2");
        Assert.True(code == 0, output);
        Assert.Contains(azure.Calls, static c => c.StartsWith("containerapp update --image registry/eventflow:2 --revision-suffix", StringComparison.Ordinal));
        // The old one by name before the new one is started; the new one at the end.
        Assert.Equal(["app--old", "app--new"], azure.Traffic.Select(static t => t == "app--old" ? t : "app--new"));
    }

    [Fact]
    public async Task BlueGreen_WhenTheNewVersionIsNotReady_LeavesTheTrafficWhereItIs()
    {
        using var azure = new FakeAzure($"http://127.0.0.1:{FreePort.Next()}");
        var (code, output) = await azure.Run(BlueGreen, "deploy", "--image", "registry/eventflow:2");
        Assert.Equal(1, code);
        Assert.Contains("app--old keeps the traffic", output);
        Assert.Equal(["app--old"], azure.Traffic);
        Assert.Contains(azure.Calls, static c => c.StartsWith("containerapp revision deactivate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BlueGreen_Rollback_GivesTheTrafficBack()
    {
        using var azure = new FakeAzure(sample.Silo.Url, serving: "app--new", active: ["app--old", "app--new"]);
        var (code, output) = await azure.Run(BlueGreen, "rollback");
        Assert.True(code == 0, output);
        Assert.Equal(["app--old"], azure.Traffic);
        Assert.Contains("containerapp revision deactivate --resource-group rg --name app --revision app--new -o none", azure.Calls);
    }

    [Fact]
    public async Task BlueGreen_RollbackWithoutAnother_ChangesNothing()
    {
        using var azure = new FakeAzure(sample.Silo.Url, serving: "app--new", active: ["app--new"]);
        var (code, output) = await azure.Run(BlueGreen, "rollback");
        Assert.Equal(1, code);
        Assert.Contains("no other active revision", output);
        Assert.Empty(azure.Traffic);
    }

    // What a deployment that was ended has left is active too, and later than what has the traffic.
    [Fact]
    public async Task BlueGreen_RollbackBesideALaterOneThatNobodyTried_GoesToTheOneBefore()
    {
        using var azure = new FakeAzure(sample.Silo.Url, serving: "app--2", active: ["app--1", "app--2", "app--3"]);
        var (code, output) = await azure.Run(BlueGreen, "rollback");
        Assert.True(code == 0, output);
        Assert.Equal(["app--1"], azure.Traffic);
    }

    [Fact]
    public async Task BlueGreen_RollbackWithNoneButALaterOne_ChangesNothing()
    {
        using var azure = new FakeAzure(sample.Silo.Url, serving: "app--1", active: ["app--1", "app--2"]);
        Assert.Equal(1, (await azure.Run(BlueGreen, "rollback")).Code);
        Assert.Empty(azure.Traffic);
        Assert.DoesNotContain(azure.Calls, static c => c.Contains("deactivate"));
    }

    [Fact]
    public async Task BlueGreen_EndedWhileItTries_EndsTheNewVersion()
    {
        // The first question to the new version ends the script, as somebody at the terminal or a job that is cancelled does.
        using var azure = new FakeAzure(sample.Silo.Url) { EndsDeployment = true };
        var (code, output) = await azure.Run(BlueGreen, "deploy", "--image", "registry/eventflow:2");
        Assert.True(code == 130, output);
        Assert.Contains("app--old keeps the traffic", output);
        Assert.Equal(["app--old"], azure.Traffic);
        Assert.Contains(azure.Calls, static c => c.StartsWith("containerapp revision deactivate", StringComparison.Ordinal));
    }
}
