using System.Text;
using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

/// <summary><c>eventflow oncall</c> against the real silo.</summary>
public sealed class OnCallCommandTests(StoredRecords stored) : IClassFixture<StoredRecords>
{
    private readonly SiloProcess _silo = stored.Silo;

    [Fact]
    public async Task OnCall_ListedShownAndOverridden_SaysWho()
    {
        const string Rota = """{"name":"Primary","members":[{"name":"Ada","reach":[{"channel":"log"}]},{"name":"Bob","reach":[{"channel":"log"}]}],"layers":[{"members":["Ada"],"startsOn":"2020-01-01"}]}""";
        using (var admin = await SignedIn())
            Assert.Equal(200, (int)(await admin.PutAsync("/api/oncall/cli", new StringContent(Rota, Encoding.UTF8, "application/json"))).StatusCode);
        Assert.Matches(@"\| cli +\| Ada +\| - +\| - +\|", (await Run("oncall", "list")).Out);

        var stranger = new CommandRun(environment: Environment());
        Assert.Equal(1, await stranger.RunAsync("oncall", "override", "cli", "Bob", "--reason", "swap"));
        Assert.Contains("it may not do this", stranger.Error);
        Assert.Contains("Bob is on call from", (await Run("oncall", "override", "cli", "Bob", "--for", "2h", "--reason", "swap", "--user", "admin", "--password", "admin")).Out);
        Assert.Matches(@"\| cli +\| Bob +\| [0-9].+\| Ada +\|", (await Run("oncall", "list")).Out);
        Assert.Contains("override of admin: swap", (await Run("oncall", "calendar", "cli", "--weeks", "1")).Out);

        var twice = new CommandRun(environment: Environment());
        Assert.Equal(1, await twice.RunAsync("oncall", "override", "cli", "Ada", "--reason", "back", "--user", "admin", "--password", "admin"));
        Assert.Contains("It overlaps the override", twice.Error);
        var usage = new CommandRun(environment: Environment());
        Assert.Equal(2, await usage.RunAsync("oncall", "calendar", "cli", "--weeks", "99"));
        Assert.Contains("--weeks is '99'; expected 1 to 14", usage.Error);
    }

    private async Task<HttpClient> SignedIn()
    {
        using var answer = await _silo.Client.PostAsync("/api/auth/login", new StringContent("""{"username":"admin","password":"admin"}""", Encoding.UTF8, "application/json"));
        using var token = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var client = new HttpClient { BaseAddress = new(_silo.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token.RootElement.GetProperty("token").GetString());
        return client;
    }

    private async Task<CommandRun> Run(params string[] arguments)
    {
        var run = new CommandRun(environment: Environment());
        Assert.True(await run.RunAsync(arguments) == 0, run.Error);
        return run;
    }

    private Dictionary<string, string> Environment() => new() { ["EVENTFLOW_URL"] = _silo.Url };
}
