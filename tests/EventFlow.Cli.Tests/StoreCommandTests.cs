using System.Globalization;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

/// <summary>The commands of the event store against the real silo.</summary>
public sealed class StoreCommandTests(StoredRecords stored) : IClassFixture<StoredRecords>, IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly SiloProcess _silo = stored.Silo;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StreamsAndRead_OfWhatWasSent_ShowIt()
    {
        var streams = await Run("streams", "--partitions");
        Assert.Matches(@"\| service-logs +\| +3,000 \|", streams.Out);
        var read = await Run("read", "service-logs", "--level", "error", "--all", "--json", "--from", "2h");
        var found = read.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(100, found.Count);
        Assert.Equal("record 30", found[1].GetProperty("message").GetString());
        var people = await Run("read", "service-logs", "--label", "host=h1", "--limit", "2");
        Assert.Equal(2, people.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("{host=h1}", people.Out);
    }

    [Fact]
    public async Task Read_OfWhatMakesNoSense_SaysWhyAndFails()
    {
        var run = new CommandRun(environment: Environment());
        Assert.Equal(1, await run.RunAsync("read", "nothing"));
        Assert.Contains("There is no stream 'nothing'; expected one of service-metrics", run.Error);
        var usage = new CommandRun(environment: Environment());
        Assert.Equal(2, await usage.RunAsync("read", "service-logs", "--from", "yesterday"));
        Assert.Contains("--from is 'yesterday'; expected now, a time ago", usage.Error);
    }

    [Fact]
    public async Task ExportThenImport_IntoAnotherSilo_GivesTheSameEventsOnceHoweverOften()
    {
        var file = _folder["logs.ndjson.gz"];
        Assert.Contains("3,000 events written to", (await Run("export", "service-logs", "-o", file)).Out);
        await using var other = await SiloProcess.Start(Directory.CreateDirectory(_folder["other"]).FullName);
        Dictionary<string, string> there = new() { ["EVENTFLOW_URL"] = other.Url };
        for (var time = 0; time < 2; time++)
        {
            var import = new CommandRun(environment: there);
            Assert.Equal(0, await import.RunAsync("import", file));
            Assert.Matches(@"\| accepted +\| +3,000 \|", import.Out);
        }

        var (before, after) = (await Events(_silo), await Events(other));
        Assert.Equal(3_000, after.Count);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Import_OfACutFile_SendsNothingUnlessAsked()
    {
        var file = _folder["cut.ndjson"];
        var whole = (await Run("export", "service-logs", "-o", "-")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await File.WriteAllLinesAsync(file, whole[..2_000]);
        var run = new CommandRun(environment: Environment());
        Assert.Equal(1, await run.RunAsync("import", file));
        Assert.Contains("its last line ($end) is missing: it was cut off. Nothing was sent", run.Error);
        await File.WriteAllLinesAsync(file, [.. whole[..100], .. whole[101..]]);
        Assert.Equal(1, await new CommandRun(environment: Environment()).RunAsync("import", file));
    }

    [Fact]
    public async Task Consumers_CreateReadCommitReset_KeepTheirPlace()
    {
        Assert.Contains("jobs reads service-logs, 3,000 events to come", (await Run("consumers", "create", "jobs", "service-logs")).Out);
        var first = await Run("consumers", "read", "jobs", "--limit", "1000");
        Assert.Equal(first.Out, (await Run("consumers", "read", "jobs", "--limit", "1000", "--commit")).Out);
        Assert.NotEqual(first.Out, (await Run("consumers", "read", "jobs", "--limit", "1000")).Out);
        Assert.Matches(@"\| jobs +\| service-logs +\| +2,000 \|", (await Run("consumers", "list")).Out);
        Assert.Contains("0 events to come", (await Run("consumers", "reset", "jobs", "--at", "latest")).Out);
        var refused = new CommandRun(environment: Environment());
        Assert.Equal(1, await refused.RunAsync("consumers", "delete", "jobs"));
        Assert.Contains("may not do this", refused.Error);
        Assert.Contains("jobs is deleted", (await Run("consumers", "delete", "jobs", "--user", "admin", "--password", "admin")).Out);
    }

    [Fact]
    public async Task Replay_StartPauseCancelDelete_DoWhatTheySay()
    {
        var run = await RunAsAdmin("replay", "start", "service-logs", "--level", "error");
        Assert.Matches(@"\| events read +\| +3,000 \|", run.Out);
        Assert.Matches(@"\| events taken +\| +100 \|", run.Out);
        var id = (await RunAsAdmin("replay", "start", "service-logs", "--speed", "0.001", "--detach")).Out.Trim();
        Assert.Contains("is paused", (await RunAsAdmin("replay", "pause", id)).Out);
        Assert.Contains("paused", (await RunAsAdmin("replay", "list")).Out);
        Assert.Contains("is going on", (await RunAsAdmin("replay", "resume", id)).Out);
        Assert.Contains("is cancelled", (await RunAsAdmin("replay", "cancel", id)).Out);
        Assert.Contains("cancelled", (await RunAsAdmin("replay", "show", id)).Out);
        Assert.Contains("is deleted", (await RunAsAdmin("replay", "delete", id)).Out);
        Assert.DoesNotContain(id, (await RunAsAdmin("replay", "list")).Out);
    }

    private static async Task<List<string>> Events(SiloProcess silo)
    {
        var lines = (await silo.Client.GetStringAsync("/api/export?stream=service-logs")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1];
        return [.. lines.Select(static l => l[l.IndexOf("},", StringComparison.Ordinal)..]).Order(StringComparer.Ordinal)];
    }

    private Dictionary<string, string> Environment() => new() { ["EVENTFLOW_URL"] = _silo.Url };

    private Task<CommandRun> RunAsAdmin(params string[] arguments) => Run([.. arguments, "--user", "admin", "--password", "admin"]);

    private async Task<CommandRun> Run(params string[] arguments)
    {
        var run = new CommandRun(environment: Environment());
        var code = await run.RunAsync(arguments);
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"{code}: {run.Error}{run.Out}"));
        return run;
    }
}
