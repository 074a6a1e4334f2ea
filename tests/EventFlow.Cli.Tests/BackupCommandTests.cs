using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

/// <summary>Backup of the real silo under load, and the silo that starts on what was restored.</summary>
public sealed class BackupCommandTests
{
    [Fact]
    public async Task BackupAndRestore_OfASiloUnderLoad_GiveBackEventsCountersAndAlerts()
    {
        using var folder = new TempDirectory();
        var (data, backup, restored) = (Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName, Path.Combine(folder.Path, "backup"), Path.Combine(folder.Path, "restored"));
        var acknowledged = new List<(string Id, DateTimeOffset At)>();
        string alerts;
        await using (var silo = await SiloProcess.Start(data))
        {
            alerts = await RaiseAlertAsync(silo);
            using var stop = new CancellationTokenSource();
            var load = Task.Run(() => LoadAsync(silo, acknowledged, stop.Token));
            await UntilAsync(() => Task.FromResult(Count(acknowledged) >= 2_000));

            Assert.Equal(0, await new CommandRun().RunAsync("backup", "--data", data, "--to", backup));
            var verify = new CommandRun();
            Assert.Equal(0, await verify.RunAsync("backup", "verify", "--from", backup));
            Assert.StartsWith("1 point is sound, of ", verify.Out);
            var more = Count(acknowledged) + 1_000;
            await UntilAsync(() => Task.FromResult(Count(acknowledged) >= more));
            Assert.Equal(0, await new CommandRun().RunAsync("backup", "--data", data, "--to", backup));
            await stop.CancelAsync();
            await load;
        }

        Assert.Equal(0, await new CommandRun().RunAsync("backup", "verify", "--from", backup));
        var list = new CommandRun();
        Assert.Equal(0, await list.RunAsync("backup", "list", "--from", backup));
        var points = list.Out.Trim().Split('\n').Select(static line => DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(2, points.Count);

        // Between the two points: the state of the first, and the log of the second, cut.
        var until = points[0] + ((points[1] - points[0]) / 2);
        var restore = new CommandRun();
        Assert.Equal(0, await restore.RunAsync("restore", "--from", backup, "--data", restored, "--until", until.ToString("O", CultureInfo.InvariantCulture)));
        Assert.Contains("grain state of", restore.Out);

        await using var again = await SiloProcess.Start(restored);
        var expected = acknowledged.Where(a => a.At <= until).Select(static a => a.Id).ToHashSet();
        var stored = await StoredIdsAsync(again);
        Assert.Empty(expected.Except(stored));
        Assert.True(stored.Count < acknowledged.Count, "Everything was restored; the log was to be cut.");
        await UntilAsync(async () => await SamplesAsync(again) == stored.Count);
        Assert.Equal(alerts, await AlertsAsync(again));
    }

    [Fact]
    public async Task Backup_WithoutItsOptions_SaysWhichIsMissing()
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync("backup", "--to", "somewhere"));
        Assert.Contains("--data is missing", run.Error);
    }

    [Fact]
    public async Task Restore_TimeNobodyUnderstands_SaysWhatIsExpected()
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync("restore", "--from", "a", "--data", "b", "--until", "yesterday-ish"));
        Assert.Contains("--until is 'yesterday-ish'; expected a time", run.Error);
    }

    [Fact]
    public async Task Restore_OfNothing_FailsWithOneLine()
    {
        using var folder = new TempDirectory();
        var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("restore", "--from", folder.Path, "--data", Path.Combine(folder.Path, "new")));
        Assert.Contains("holds no complete backup", run.Error);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    private static int Count(List<(string Id, DateTimeOffset At)> acknowledged)
    {
        lock (acknowledged)
        {
            return acknowledged.Count;
        }
    }

    private static async Task LoadAsync(SiloProcess silo, List<(string Id, DateTimeOffset At)> acknowledged, CancellationToken stop)
    {
        for (var request = 0; !stop.IsCancellationRequested; request++)
        {
            var ids = Enumerable.Range(0, 50).Select(i => $"{request}-{i}").ToList();
            using var answer = await silo.Client.PostAsJsonAsync("/api/events", ids.Select(static id => new { id, service = "load", metric = "m", value = 1 }), CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            lock (acknowledged)
            {
                acknowledged.AddRange(ids.Select(static id => (id, TimeProvider.System.GetUtcNow())));
            }
        }
    }

    private static async Task<string> RaiseAlertAsync(SiloProcess silo)
    {
        // A calm quarter of an hour, then a peak: the rules that come with the silo find it.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var values = Enumerable.Range(0, 300).Select(i => new { timestamp = now - ((310 - i) * 60_000L), service = "web", metric = "queue_length", value = 10 + (i * 7 % 5) + (i > 290 ? 300 : 0) });
        using var answer = await silo.Client.PostAsJsonAsync("/api/events", values);
        answer.EnsureSuccessStatusCode();
        await UntilAsync(async () => await AlertsAsync(silo) != "");
        await Task.Delay(TimeSpan.FromSeconds(2));
        return await AlertsAsync(silo);
    }

    private static async Task<string> AlertsAsync(SiloProcess silo)
    {
        var page = JsonSerializer.Deserialize<JsonElement>(await silo.Client.GetStringAsync("/api/alerts?limit=100"));
        return string.Join('\n', page.GetProperty("items").EnumerateArray().Select(static alert => $"{alert.GetProperty("id")} {alert.GetProperty("state")}").Order(StringComparer.Ordinal));
    }

    private static async Task<long> SamplesAsync(SiloProcess silo)
    {
        using var answer = await silo.Client.GetAsync("/api/services/load");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("samples").GetInt64() : 0;
    }

    private static async Task<HashSet<string>> StoredIdsAsync(SiloProcess silo)
    {
        using var answer = await silo.Client.GetAsync("/api/export?stream=service-metrics&service=load");
        answer.EnsureSuccessStatusCode();
        return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith("{\"$end", StringComparison.Ordinal)).Select(static line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("id").GetString()!)];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Fail("The silo has not come there within a minute.");
    }
}
