using EventFlow.Audit;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Audit;

/// <summary>What is kept of changes, on the real grain runtime, over restarts.</summary>
public sealed class AuditGrainTests : IAsyncLifetime
{
    private const int Kept = 300;

    private readonly TempDirectory _data = new();
    private ServiceProvider _services = null!;

    private IAuditGrain Grain => _services.GetRequiredService<IGrainFactory>().GetGrain<IAuditGrain>(Tenants.Default);

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task List_OfMoreThanAPage_GivesTheNewestFirstAlsoAfterARestart()
    {
        for (var n = 0; n < 250; n++) await Grain.Add(Entry(n));
        await StopAsync();
        await StartAsync();
        var page = await Grain.List(All with { Offset = 45, Limit = 10 });
        Assert.Equal((250, 45, 10), (page.Total, page.Offset, page.Limit));
        Assert.Equal(Enumerable.Range(195, 10).Reverse().Select(static n => (long)n), page.Items.Select(static e => e.Number));
        Assert.Equal("rule-204", page.Items[0].Target);
        await Grain.Add(Entry(250));
        Assert.Equal(250, (await Grain.List(All)).Items[0].Number);
    }

    [Fact]
    public async Task Add_BeyondWhatIsKept_DropsTheOldestPage()
    {
        for (var n = 0; n < Kept + AuditGrain.PageSize; n++) await Grain.Add(Entry(n));
        Assert.Equal(Kept, (await Grain.List(All)).Total);
        Assert.Equal(AuditGrain.PageSize, (await Grain.List(All with { Offset = Kept - 1, Limit = 10 })).Items[^1].Number);
        Assert.Empty(await _services.GetRequiredService<IGrainFactory>().GetGrain<IAuditPageGrain>($"{Tenants.Default}/0").Load());
    }

    [Theory]
    [InlineData("who", 10)]
    [InlineData("action", 20)]
    [InlineData("subject", 30)]
    [InlineData("target", 1)]
    [InlineData("span", 5)]
    public async Task List_WithAFilter_CountsWhatMatches(string filter, int expected)
    {
        for (var n = 0; n < 30; n++) await Grain.Add(Entry(n) with { Who = n % 3 == 0 ? "ada" : "grace", Action = n % 3 == 0 ? "rule.delete" : "rule.update" });
        await Grain.Add(Entry(30) with { Who = "grace", Action = "rulers.put" });
        var query = filter switch
        {
            "who" => All with { Who = "ada" },
            "action" => All with { Action = "rule.update" },
            "subject" => All with { Action = "rule" },
            "target" => All with { Target = "rule-7" },
            _ => All with { From = 1_010, To = 1_015 },
        };
        Assert.Equal(expected, (await Grain.List(query)).Total);
    }

    private static AuditQuery All => new(null, null, null, null, null, 0, 50);

    private static AuditEntry Entry(int n) => new(0, 1_000 + n, "ada", "ada", "api", "rule.update", $"rule-{n}", "done", "{}", "");

    private async Task StartAsync()
    {
        var services = new ServiceCollection();
        services.Configure<AuditOptions>(static o => o.MaxEntries = Kept);
        services.AddHostedGrains(_data.Path);
        _services = services.BuildServiceProvider();
        await _services.StartGrainsAsync();
    }

    private async Task StopAsync()
    {
        await _services.StopGrainsAsync();
        await _services.DisposeAsync();
    }
}
