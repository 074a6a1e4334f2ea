using EventFlow.Alerting.Escalation;
using EventFlow.Tests.Alerting;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Alerting.Escalation;

/// <summary>The versions of policies and rotas, and the way back to one.</summary>
public sealed class EscalationHistoryTests
{
    private readonly SortedDictionary<string, List<EscalationVersion>> _history = new(StringComparer.Ordinal);

    [Fact]
    public void Add_ToWhatIsOlderThanItsHistory_KeepsWhatItWas()
    {
        EscalationHistory.Add(_history, EscalationHistory.Of(Policy("before")), EscalationHistory.Of(Policy("after")));
        Assert.Equal([(1L, "before"), (2L, "after")], _history["p"].Select(static v => (v.Version, v.Policy!.Name)));
    }

    [Fact]
    public void Add_MoreThanAreKept_ForgetsTheOldestAndCountsOn()
    {
        for (var i = 1; i <= 30; i++) EscalationHistory.Add(_history, null, EscalationHistory.Of(Policy($"{i}")));
        Assert.Equal((20, 11L, 30L), (_history["p"].Count, _history["p"][0].Version, _history["p"][^1].Version));
        for (var i = 0; i < 3_000; i++) EscalationHistory.Add(_history, null, EscalationHistory.Of(Policy("x") with { Id = $"p{i % 500}" }));
        Assert.Equal(EscalationHistory.MaxAll, _history.Values.Sum(static v => v.Count));
    }

    [Fact]
    public void Deleted_OfSeveral_AreTheLastFirstAndOnlyThoseThatCanBeBroughtBack()
    {
        foreach (var (id, deletedAt) in ((string, long)[])[("b", 20), ("a", 20), ("c", 30), ("kept", 0)])
        {
            EscalationHistory.Add(_history, null, EscalationHistory.Of(Policy($"name of {id}") with { Id = id }));
            if (deletedAt > 0) EscalationHistory.Add(_history, null, EscalationHistory.Deletion(id, deletedAt, "eve"));
        }
        EscalationHistory.Add(_history, null, EscalationHistory.Deletion("nothing", 40, "eve"));
        Assert.Equal([("c", 30L, "name of c"), ("a", 20, "name of a"), ("b", 20, "name of b")], EscalationHistory.Deleted(_history).Select(static d => (d.Id, d.At, d.Last.Policy!.Name)));
    }

    [Fact]
    public async Task Rollback_OfWhatWasChangedAndDeleted_IsWhatItWasAlsoAfterARestart()
    {
        await using var host = await AlertingHost.StartAsync();
        var policies = host.Services.GetRequiredService<IEscalationService>();
        foreach (var (after, comment) in ((string, string)[])[("5m", "first"), ("10m", "too early at night")])
            Assert.True((await policies.Put(new() { Id = "night", Comment = comment, Steps = [new() { After = after, Channels = ["ops"] }] }, "eve")).IsDone);
        Assert.True((await policies.Rollback("night", 1, "bob")).IsDone);
        Assert.True((await policies.Delete("night", "eve")).IsDone);
        await host.RestartAsync();

        policies = host.Services.GetRequiredService<IEscalationService>();
        var gone = Assert.Single(await policies.Deleted());
        Assert.Equal(("night", "eve", 3L), (gone.Id, gone.Who, gone.Last.Version));
        Assert.Equal(
            [(4L, "eve", "", null), (3L, "bob", "Back to version 1.", "5m"), (2L, "eve", "too early at night", "10m"), (1L, "eve", "first", "5m")],
            (await policies.Versions("night")).Select(static v => (v.Version, v.Who, v.Comment, v.Policy?.Steps![0].After)));
        Assert.True((await policies.Rollback("night", 2, "ada")).IsDone);
        Assert.Empty(await policies.Deleted());
        Assert.Equal(("10m", "ada"), ((await policies.Get("night"))!.Steps![0].After, (await policies.Get("night"))!.UpdatedBy));
        // There is nothing in the version that says it was deleted.
        foreach (var version in (long[])[4, 99]) Assert.Equal(OutcomeKind.NotFound, (await policies.Rollback("night", version, "ada")).Kind);
    }

    [Fact]
    public async Task Rollback_OfARota_KeepsItsOverridesAndIsCheckedAnew()
    {
        await using var host = await AlertingHost.StartAsync();
        var oncall = host.Services.GetRequiredService<IOnCallService>();
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var members in (string[][])[["Ada"], ["Ada", "Bob"]])
            Assert.True((await oncall.Put(new() { Id = "r", Members = [.. members.Select(static m => new OnCallMember(m, [new("ops")]))], Layers = [new() { Members = members, StartsOn = "2026-01-05" }] }, "eve")).IsDone);
        Assert.True((await oncall.Override("r", new("Bob", now, now + 3_600_000, "swap"), "eve")).IsDone);
        // Bob is on call by an override: he cannot be taken away, also not by going back.
        Assert.Equal(OutcomeKind.Conflict, (await oncall.Rollback("r", 1, "eve")).Kind);
        host.Clock.Advance(TimeSpan.FromHours(2));
        Assert.True((await oncall.Rollback("r", 1, "eve")).IsDone);
        var rota = (await oncall.Get("r", now))!.Rota;
        Assert.Equal(("Ada", 1), (Assert.Single(rota.Members!).Name, rota.Overrides.Count));
        Assert.Equal([3L, 2, 1], (await oncall.Versions("r")).Select(static v => v.Version));
        Assert.All(await oncall.Versions("r"), static v => Assert.Empty(v.Rota!.Overrides));
    }

    private static EscalationPolicy Policy(string name) => new() { Id = "p", Name = name, Steps = [new() { Channels = ["ops"] }] };
}
