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
        // Exceptions are of a day: a rota that is gone back to has those of today.
        var rota = new OnCallRota { Id = "r", Overrides = [new("o", "Ada", 1, 2, "swap", "eve", 0)] };
        EscalationHistory.Add(_history, EscalationHistory.Of(rota), EscalationHistory.Of(rota));
        Assert.All(_history["r"], static v => Assert.Empty(v.Rota!.Overrides));
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

    [Fact]
    public async Task Rollback_ToWhatNamesAChannelThatIsGone_IsRefusedAndNamesIt()
    {
        await using var host = await AlertingHost.StartAsync();
        var (oncall, policies) = (host.Services.GetRequiredService<IOnCallService>(), host.Services.GetRequiredService<IEscalationService>());
        Assert.True((await host.Channels.Put(new("pager", "scripted", true, Severity.Info, true, LabelSet.Of(("address", "there")), "api"), "eve")).IsDone);
        foreach (var channel in (string[])["pager", "ops"])
        {
            Assert.True((await policies.Put(new() { Id = "p", Steps = [new() { Channels = [channel] }] }, "eve")).IsDone);
            Assert.True((await oncall.Put(new() { Id = "r", Members = [new("Ada", [new(channel)])], Layers = [new() { Members = ["Ada"], StartsOn = "2026-01-05" }] }, "eve")).IsDone);
        }
        Assert.True((await host.Channels.Delete("pager", "eve")).IsDone);
        Assert.Equal("steps[0].channels[0]", Assert.Single((await policies.Rollback("p", 1, "bob")).Faults).Field);
        Assert.Equal("members[0].reach[0].channel", Assert.Single((await oncall.Rollback("r", 1, "bob")).Faults).Field);
        Assert.Equal((2, 2), ((await policies.Versions("p")).Count, (await oncall.Versions("r")).Count));
    }

    [Fact]
    public async Task Deleted_Rota_StandsThereUntilItIsBroughtBack()
    {
        await using var host = await AlertingHost.StartAsync();
        var oncall = host.Services.GetRequiredService<IOnCallService>();
        Assert.True((await oncall.Put(new() { Id = "r", Comment = "first", Members = [new("Ada", [new("ops")])], Layers = [new() { Members = ["Ada"], StartsOn = "2026-01-05" }] }, "eve")).IsDone);
        Assert.True((await oncall.Delete("r", "bob")).IsDone);
        var gone = Assert.Single(await oncall.Deleted());
        Assert.Equal(("r", "bob", 1L, "first"), (gone.Id, gone.Who, gone.Last.Version, gone.Last.Comment));
        Assert.True((await oncall.Rollback("r", gone.Last.Version, "ada")).IsDone);
        Assert.Empty(await oncall.Deleted());
        Assert.Equal(("Back to version 1.", "ada"), ((await oncall.Versions("r"))[0].Comment, (await oncall.Versions("r"))[0].Who));
    }

    private static EscalationPolicy Policy(string name) => new() { Id = "p", Name = name, Steps = [new() { Channels = ["ops"] }] };
}
