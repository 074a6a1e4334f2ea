using EventFlow.Detection;
using Microsoft.Extensions.Logging;

namespace EventFlow.Rules;

/// <summary>What the API and the dashboard do with rules.</summary>
internal sealed partial class RuleService(
    IGrainFactory grains, DetectorCatalog detectors, RuleValidator validator, RuleCompiler compiler, IRuleDirectory directory, RulePreviewer previewer, IAlertService alerts, ILogger<RuleService> logger)
    : IRuleService
{
    private const int AlertPage = 500;

    public IReadOnlyList<DetectorDescription> Detectors => detectors.Descriptions;

    public IReadOnlyList<Fault> Validate(RuleDefinition rule) => validator.Validate(WithId(rule));

    public async ValueTask<Page<RuleDefinition>> List(string? text, string? service, bool? enabled, int offset, int limit)
    {
        var all = await grains.GetGrain<IRuleCatalogGrain>(Tenants.Default).GetNewer(-1);
        var found = all!.Rules
            .Where(r => string.IsNullOrEmpty(text) || r.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || r.Id.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Where(r => string.IsNullOrEmpty(service) || new Glob(r.Service).Matches(service))
            .Where(r => enabled is null || r.Enabled == enabled)
            .ToList();
        return new([.. found.Skip(offset).Take(limit)], found.Count, offset, limit);
    }

    public ValueTask<RuleDetail?> Get(string id) => RuleValidator.IsId(id) ? Grain(id).Get() : new((RuleDetail?)null);

    public async ValueTask<Outcome<RuleDefinition>> Create(RuleDefinition rule, string who)
    {
        rule = WithId(rule) with { Version = 0 };
        if (validator.Validate(rule) is { Count: > 0 } faults) return Outcome<RuleDefinition>.Invalid(faults);
        return await Published(await Grain(rule.Id).Put(rule, who, create: true));
    }

    public async ValueTask<Outcome<RuleDefinition>> Update(RuleDefinition rule, string who)
    {
        if (validator.Validate(rule) is { Count: > 0 } faults) return Outcome<RuleDefinition>.Invalid(faults);
        var outcome = await Published(await Grain(rule.Id).Put(rule, who, create: false));
        if (!outcome.IsDone) return outcome;
        if (!rule.Enabled) await Close(rule.Id, who, "rule disabled", static _ => true);
        else if (compiler.Compile(rule, []) is { } compiled) await Close(rule.Id, who, "rule changed", alert => !Watches(compiled, alert));
        return outcome;
    }

    public async ValueTask<Outcome<RuleDefinition>> Delete(string id, string who)
    {
        if (!RuleValidator.IsId(id)) return Outcome<RuleDefinition>.NotFound($"There is no rule '{id}'.");
        var outcome = await Published(await Grain(id).Delete(who));
        if (!outcome.IsDone) return outcome;
        await Close(id, who, "rule deleted", static _ => true);
        await grains.GetGrain<IFeedbackGrain>(Tenants.Default).ForgetRule(id);
        return outcome;
    }

    public ValueTask<Outcome<RulePreview>> Preview(RuleDefinition rule, long from, long to, CancellationToken cancellationToken = default)
    {
        rule = WithId(rule);
        return validator.Validate(rule) is { Count: > 0 } faults ? new(Outcome<RulePreview>.Invalid(faults)) : previewer.Run(rule, from, to, cancellationToken);
    }

    private IRuleGrain Grain(string id) => grains.GetGrain<IRuleGrain>(id);

    private static RuleDefinition WithId(RuleDefinition rule) => string.IsNullOrWhiteSpace(rule.Id) ? rule with { Id = RuleValidator.IdOf(rule.Name ?? "") } : rule;

    private async ValueTask<Outcome<RuleDefinition>> Published(Outcome<RuleDefinition> outcome)
    {
        if (!outcome.IsDone) return outcome;
        try
        {
            await directory.Refresh();
        }
        catch (Exception e)
        {
            // The change is stored; the refresh of each second will bring it.
            LogRefreshFailed(e, outcome.Value!.Id);
        }

        return outcome;
    }

    /// <summary>Whether a rule still watches what an alert is about; a series that is quiet would not find out that it does not.</summary>
    private static bool Watches(CompiledRule rule, AlertSummary alert) =>
        alert.Series is { } series ? SeriesId.TryParse(series.Value, out var parts) && rule.Watches(parts) : rule.Watches(alert.Service);

    /// <summary>Resolves those open alerts of a rule that it no longer watches.</summary>
    private async ValueTask Close(string ruleId, string who, string comment, Func<AlertSummary, bool> isOver)
    {
        var over = new List<string>();
        var query = new AlertQuery([AlertState.Pending, .. AlertStates.Open], null, null, ruleId, null, null, null, 0, AlertPage);
        while (true)
        {
            var open = await alerts.Query(query);
            over.AddRange(open.Items.Where(isOver).Select(static a => a.Id));
            if (open.Items.Count < AlertPage) break;
            query = query with { Offset = query.Offset + AlertPage };
        }

        foreach (var id in over) await alerts.Resolve(id, who, comment);
    }

    [LoggerMessage(4003, LogLevel.Warning, "Rule {Rule} was stored but this process could not take it up yet; tried again within a second.")]
    private partial void LogRefreshFailed(Exception error, string rule);
}
