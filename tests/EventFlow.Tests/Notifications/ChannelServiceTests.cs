using EventFlow.Notifications;
using EventFlow.Tests.Alerting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Notifications;

public sealed class ChannelServiceTests
{
    [Fact]
    public async Task Put_New_IsListedMaskedToldAndKeptAcrossARestart()
    {
        await using var host = await AlertingHost.StartAsync();
        var put = await host.Channels.Put(Channel("pager", ("address", "there"), ("token", "s3cr3t")), "ada");
        Assert.Equal("***", put.Value!.Settings["token"]);
        await host.RestartAsync();

        var listed = await host.Channels.List();
        Assert.Equal(["ops", "pager"], listed.Select(c => c.Channel.Id));
        Assert.Equal(("***", "there", "api"), (listed[1].Channel.Settings["token"], listed[1].Channel.Settings["address"], listed[1].Channel.Source));
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100));
        await host.AdvanceToAsync(15_000);
        Assert.Equal(["ops", "pager"], host.Channel.Sent.Select(s => s.Channel).Order());
    }

    [Fact]
    public async Task Put_MaskedSecret_KeepsTheStoredOne()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.Channels.Put(Channel("pager", ("address", "there"), ("token", "s3cr3t")), "ada");
        await host.Channels.Put(Channel("pager", ("address", "there"), ("token", "***")) with { Enabled = false }, "ada");
        await host.Channels.Put(Channel("pager", ("address", "there"), ("token", "***")), "ada");

        string? token = null;
        host.Channel.Answer = (_, channel, _) =>
        {
            token = channel.Settings["token"];
            return ValueTask.FromResult(DeliveryResult.Sent());
        };
        Assert.Equal("sent", (await host.Channels.Test("pager", "ada")).Value!.Reason);
        Assert.Equal("s3cr3t", token);
    }

    [Fact]
    public async Task Put_MaskedSecretWithANewAddress_IsRefusedAndKeepsTheOldAddress()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.Channels.Put(Channel("pager", ("address", "there"), ("token", "s3cr3t")), "ada");
        var outcome = await host.Channels.Put(Channel("pager", ("address", "elsewhere"), ("token", "***")), "eve");
        Assert.Equal(OutcomeKind.Invalid, outcome.Kind);
        var fault = Assert.Single(outcome.Faults);
        Assert.Equal("settings.token", fault.Field);
        Assert.Contains("give the secret again because the address changed", fault.Expected);
        Assert.Equal("there", (await host.Channels.List())[^1].Channel.Settings["address"]);
    }

    [Fact]
    public async Task Put_ManyFaults_ListsThemAll()
    {
        await using var host = await AlertingHost.StartAsync();
        var outcome = await host.Channels.Put(Channel("no good id", ("adress", "x"), ("token", "***")) with { MinSeverity = Severity.None }, "ada");
        Assert.Equal(OutcomeKind.Invalid, outcome.Kind);
        Assert.Equal(["id", "minSeverity", "settings.address", "settings.adress", "settings.token"], outcome.Faults.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Put_UnknownKind_NamesTheKinds()
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal("kind is 'pigeon'; expected one of scripted.", (await host.Channels.Put(Channel("x") with { Kind = "pigeon" }, "ada")).Detail);
    }

    [Fact]
    public async Task PutAndDelete_OfTheSettings_AreConflicts()
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal(OutcomeKind.Conflict, (await host.Channels.Put(Channel("ops", ("address", "x")), "ada")).Kind);
        Assert.Equal(OutcomeKind.Conflict, (await host.Channels.Delete("OPS", "ada")).Kind);
    }

    [Fact]
    public async Task Put_WhileAnIncidentIsOpen_ANewChannelHearsOfItAfterTheWait()
    {
        await using var host = await AlertingHost.StartAsync();
        await new Timetable()
            .Firing(1, "latency")
            .At(95, async _ => Assert.True((await host.Channels.Put(Channel("pager", ("address", "there")) with { Enabled = false }, "ada")).IsDone))
            .At(155, async _ => Assert.True((await host.Channels.Put(Channel("pager", ("address", "there")), "ada")).IsDone))
            .Expect("ops", 11, 11.5, "firing +latency").Expect("pager", 165, 165.5, "firing +latency")
            .RunAsync(host, 400);
    }

    [Fact]
    public async Task Delete_OfWhatIsNamed_IsRefusedAndSaysByWhom()
    {
        await using var host = await AlertingHost.StartAsync();
        foreach (var id in (string[])["pager", "mail"]) Assert.True((await host.Channels.Put(Channel(id, ("address", "there")), "ada")).IsDone);
        Assert.True((await host.Channels.Put(Channel("slow", ("address", "there"), ("fallback", "pager")), "ada")).IsDone);
        var (oncall, policies) = (host.Services.GetRequiredService<IOnCallService>(), host.Services.GetRequiredService<IEscalationService>());
        Assert.True((await oncall.Put(new() { Id = "primary", Members = [new("Ada", [new("pager")])], Layers = [new() { Members = ["Ada"], StartsOn = "2026-01-05" }] }, "eve")).IsDone);
        Assert.True((await policies.Put(new() { Id = "night", Steps = [new() { Channels = ["mail", "pager"] }] }, "eve")).IsDone);
        Assert.True((await host.Routing.Put(host.Routing.Read("route: {receiver: all, routes: [{matchers: [team=a], receiver: one}]}\nreceivers: [{name: all, channels: ['*']}, {name: one, channels: [pager]}]").Config!, null, "eve", "")).IsDone);

        var refused = await host.Channels.Delete("pager", "ada");
        Assert.Equal(
            (OutcomeKind.Conflict, "Channel 'pager' is named by receiver one; escalation policy night; rota primary; channel slow, for which it stands in. Take it out there first, or switch the channel off."),
            (refused.Kind, refused.Detail));
        Assert.True((await host.Channels.Delete("slow", "ada")).IsDone);
        Assert.Equal(["mail", "ops", "pager"], (await host.Channels.List()).Select(static c => c.Channel.Id));
    }

    [Fact]
    public async Task Delete_WithAQueue_ForgetsIt()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.Channels.Put(Channel("pager", ("address", "there")), "ada");
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Retry(FailureReason.Server, "HTTP 503"));
        await host.Grains.GetGrain<IChannelGrain>("pager").Enqueue(Notices.Of("n1"));
        await host.SettleAsync();
        Assert.True((await host.Channels.Delete("pager", "ada")).IsDone);

        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await host.AdvanceToAsync(100_000);
        Assert.Empty(host.Channel.Sent);
        Assert.Equal(OutcomeKind.NotFound, (await host.Channels.Delete("pager", "ada")).Kind);
    }

    [Fact]
    public async Task Test_Failing_SaysWhy()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"));
        var attempt = (await host.Channels.Test("ops", "ada")).Value!;
        Assert.Equal(("auth", "HTTP 401"), (attempt.Reason, attempt.Detail));
        Assert.Equal(OutcomeKind.NotFound, (await host.Channels.Test("nobody", "ada")).Kind);
    }

    [Fact]
    public async Task Start_BadChannelsInTheSettings_ListsEveryFaultWithItsKey()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => AlertingHost.StartAsync(
            ("EventFlow:Channels:0:Enabled", "perhaps"), ("EventFlow:Channels:1:Id", "ops"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:MinSeverity", "dire"),
            ("EventFlow:Channels:2:Kind", "pigeon")));
        Assert.Equal(
            [
                "EventFlow:Channels:0:Enabled is 'perhaps'; expected true or false.",
                "EventFlow:Channels:1:MinSeverity is 'dire'; expected info, warning or critical.",
                "EventFlow:Channels:1:settings.address is missing; expected Where to.",
                "EventFlow:Channels:1:id is 'ops', as an earlier channel's; expected an id of its own.",
                "EventFlow:Channels:2:kind is 'pigeon'; expected one of scripted.",
            ],
            error.Failures);
    }

    [Fact]
    public async Task Start_SettingsSpelledAsInJsonOrEnvironment_AreTheSame()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Channels:0:Settings:TOKEN", "t"), ("EventFlow:Channels:0:MinSeverity", "critical"));
        var channel = (await host.Channels.List())[0].Channel;
        Assert.Equal(("***", "here", Severity.Critical), (channel.Settings["token"], channel.Settings["address"], channel.MinSeverity));
    }

    [Fact]
    public async Task Start_BadAlertingSettings_ListsEveryFaultWithItsKey()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => AlertingHost.StartAsync(
            ("EventFlow:Alerting:GroupWait", "02:00:00"), ("EventFlow:Alerting:RepeatInterval", "00:00:01"), ("EventFlow:Alerting:ExternalUrl", "nowhere")));
        Assert.Equal(
            [
                "EventFlow:Alerting:GroupWait is 02:00:00; expected 00:00:00 to 01:00:00.",
                "EventFlow:Alerting:RepeatInterval is 00:00:01; expected 00:05:00 to 30.00:00:00.",
                "EventFlow:Alerting:ExternalUrl is 'nowhere'; expected an absolute http or https address, for example https://eventflow.example.com.",
            ],
            error.Failures);
    }

    [Fact]
    public async Task RequeueAndDiscardMany_ByIdChannelOrReason_DoWhatWasChosen()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (n, _, _) => ValueTask.FromResult(DeliveryResult.Failed(n.Id.StartsWith('a') ? FailureReason.Auth : FailureReason.Client, "HTTP 4xx"));
        foreach (var id in new[] { "a1", "a2", "c1", "c2", "c3" }) await host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(Notices.Of(id));
        await host.SettleAsync();
        Assert.Equal(5, (await host.Channels.DeadLetters(null, 0, 10)).Total);

        Assert.Equal(0, await host.Channels.DiscardMany(new(null, "nobody", null), "ada"));
        Assert.Equal(2, await host.Channels.DiscardMany(new(null, null, "auth"), "ada"));
        Assert.Equal(1, await host.Channels.DiscardMany(new(["ops.c2", "ops.a1", "nobody.x", "nonsense"], null, null), "ada"));
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        Assert.Equal(2, await host.Channels.RequeueMany(new(null, "ops", null), "ada"));
        await host.SettleAsync();
        Assert.Equal(["c1", "c3"], host.Channel.Sent.Select(s => s.Notification.Id));
        await host.CrashAsync();
        Assert.Empty((await host.Channels.DeadLetters(null, 0, 10)).Items);
    }

    [Fact]
    public async Task Preview_OfARealAlert_IsWordedAndSendsNothing()
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Null((await host.Channels.Preview("scripted", LabelSet.Empty, null)).Value!.Alert);
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        await host.SignalAsync(signal);
        var settings = LabelSet.Of(("template_title", "{{ .GroupLabels.service }}!"), ("template_text", "{{ .Nothing }}"));
        var preview = (await host.Channels.Preview("scripted", settings, null)).Value!;
        Assert.Equal((signal.Fingerprint, "payments!"), (preview.Alert, preview.Title));
        Assert.Contains("the text template failed: the notification has no field Nothing", preview.Fault);
        Assert.Contains("since ", preview.Text);
        Assert.Equal(OutcomeKind.NotFound, (await host.Channels.Preview("scripted", LabelSet.Empty, "0000000000000000")).Kind);
        Assert.Equal(OutcomeKind.Invalid, (await host.Channels.Preview("pigeon", LabelSet.Empty, null)).Kind);
        Assert.Empty(host.Channel.Tries);
    }

    [Fact]
    public async Task Put_BadDeliverySettings_NamesThemAll()
    {
        await using var host = await AlertingHost.StartAsync();
        var outcome = await host.Channels.Put(Channel("pager", ("address", "there"), ("rate_limit", "fast"), ("fallback", "nobody"), ("fallback_after", "-1"), ("template_title", "{{ .Status")), "ada");
        Assert.Equal(["settings.fallback", "settings.fallback_after", "settings.rate_limit", "settings.template_title"], outcome.Faults.Select(f => f.Field).Order(StringComparer.Ordinal));
        Assert.Equal(OutcomeKind.Invalid, (await host.Channels.Put(Channel("pager", ("address", "there"), ("fallback", "pager")), "ada")).Kind);
        Assert.True((await host.Channels.Put(Channel("pager", ("address", "there"), ("rate_limit", "20/60"), ("fallback", "ops")), "ada")).IsDone);
    }

    [Fact]
    public async Task Check_AChannel_SendsNothingToPeople()
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal("ok", (await host.Channels.Check("ops")).Value!.Reason);
        Assert.Equal(OutcomeKind.NotFound, (await host.Channels.Check("nobody")).Kind);
        Assert.Empty(host.Channel.Tries);
    }

    private static ChannelDefinition Channel(string id, params ReadOnlySpan<(string, string)> settings) => new(id, "scripted", true, Severity.Info, true, LabelSet.Of(settings), "api");
}
