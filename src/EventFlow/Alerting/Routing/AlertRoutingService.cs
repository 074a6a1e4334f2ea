using EventFlow.Alerting.Escalation;
using EventFlow.Alerting.Intake;
using EventFlow.Alerting.Suppression;
using EventFlow.Notifications;

namespace EventFlow.Alerting.Routing;

/// <summary>What the API and the dashboard do with routing.</summary>
public sealed class AlertRoutingService(IGrainFactory grains, RoutingBook book, ChannelDirectory channels, EscalationBook escalations, RouteTester tester) : IAlertRoutingService
{
    private const int LongestComment = 1_000;

    private IAlertRoutingGrain Grain => grains.GetGrain<IAlertRoutingGrain>(Tenants.Default);

    /// <inheritdoc/>
    public async ValueTask<AlertingConfigVersion> Get()
    {
        await book.RefreshAsync();
        return book.Current;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AlertingConfigInfo>> Versions()
    {
        var kept = await Grain.Versions();
        return [.. kept.Append(book.FromSettings).Select((v, i) => new AlertingConfigInfo(v.Version, v.At, v.Who, v.Comment, CountOf(v.Config.Route), v.Config.Receivers?.Count ?? 0, i == 0))];
    }

    /// <inheritdoc/>
    public async ValueTask<AlertingConfigVersion?> GetVersion(long version) =>
        version == 0 ? book.FromSettings : (await Grain.Versions()).FirstOrDefault(v => v.Version == version);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Fault>> Check(AlertingConfig config) => book.Compile(config, await ChannelsAsync(), (await escalations.RefreshAsync()).PolicyIds).Faults;

    /// <inheritdoc/>
    public async ValueTask<Outcome<AlertingConfigVersion>> Put(AlertingConfig config, long? expected, string who, string comment)
    {
        var faults = await Check(config);
        if (comment.Length > LongestComment) faults = [.. faults, new("comment", $"{comment.Length} characters", $"at most {LongestComment}")];
        if (faults.Count > 0) return Outcome<AlertingConfigVersion>.Invalid(faults);
        var outcome = await Grain.Put(config, expected, who, comment.Trim());
        if (outcome.IsDone) book.Use(outcome.Value!);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<AlertingConfigVersion>> Rollback(long version, string who)
    {
        if (await GetVersion(version) is not { } earlier) return Outcome<AlertingConfigVersion>.NotFound($"There is no version {version} of the routing; the last {AlertRoutingGrain.MaxVersions} are kept.");
        var what = version == 0 ? "what the settings say" : $"version {version}";
        return await Put(earlier.Config, null, who, $"Back to {what}.");
    }

    /// <inheritdoc/>
    public AlertingConfigReading Read(string yaml) => new AlertingYamlReader(channels.FromSettings.Select(static c => c.Id).ToHashSet(StringComparer.Ordinal)).Read(yaml);

    /// <inheritdoc/>
    public string Write(AlertingConfig config) => AlertingYamlWriter.Write(config);

    /// <inheritdoc/>
    public async ValueTask<Outcome<RouteTest>> Test(LabelSet labels, long at, AlertingConfig? config)
    {
        await book.RefreshAsync();
        var index = await escalations.RefreshAsync();
        var tree = book.Tree;
        if (config is not null)
        {
            var (compiled, faults) = book.Compile(config, await ChannelsAsync(), index.PolicyIds);
            if (compiled is null) return Outcome<RouteTest>.Invalid(faults);
            tree = compiled;
        }
        if (labels.Count > AlertIntake.MaxLabels) return Outcome<RouteTest>.Invalid([new("labels", $"{labels.Count} labels", $"at most {AlertIntake.MaxLabels}, as an alert may have")]);
        if (labels.Count == 0) return Outcome<RouteTest>.Invalid([new("labels", "empty", "the labels of an alert, for example alertname and service")]);
        return Outcome<RouteTest>.Done(await tester.TestAsync(tree, labels, at, await channels.ListAsync(), index));
    }

    private async ValueTask<HashSet<string>> ChannelsAsync() => (await channels.ListAsync()).Select(static c => c.Id).ToHashSet(StringComparer.Ordinal);

    private static int CountOf(RouteDefinition route) => 1 + (route.Routes?.Sum(CountOf) ?? 0);
}
