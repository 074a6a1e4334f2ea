namespace EventFlow.Rules;

/// <summary>Keeps one rule. A built-in rule is born in the catalog; its grain takes it from there the first time it is asked.</summary>
internal sealed class RuleGrain([PersistentState("rule", "state")] IPersistentState<RuleGrainState> storage, IGrainFactory grains, TimeProvider time) : Grain, IRuleGrain
{
    private const int KeptVersions = 20;
    private const int KeptDecisions = 20;
    private static readonly TimeSpan NoteDelay = TimeSpan.FromSeconds(2);

    private IGrainTimer? _saving;

    private RuleGrainState State => storage.State;

    private IRuleCatalogGrain Catalog => grains.GetGrain<IRuleCatalogGrain>(Tenants.Default);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (storage.RecordExists) return;
        var id = this.GetPrimaryKeyString();
        var rules = await Catalog.GetNewer(-1);
        State.Rule = rules?.Rules.FirstOrDefault(r => r.Id == id);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveNotes();

    public async ValueTask<Outcome<RuleDefinition>> Put(RuleDefinition rule, string who, bool create)
    {
        if (create && State.Rule is not null) return Outcome<RuleDefinition>.Conflict($"Rule '{rule.Id}' exists already; choose another id or change the rule.");
        if (!create && State.Rule is null) return Outcome<RuleDefinition>.NotFound($"There is no rule '{rule.Id}'.");
        if (!create && rule.Version != 0 && rule.Version != State.Rule!.Version)
            return Outcome<RuleDefinition>.Conflict($"Rule '{rule.Id}' is at version {State.Rule.Version}, changed by {State.Rule.UpdatedBy}; expected {rule.Version}. Read it again and repeat the change.");

        // A rule that is created again counts on from its former life: samples tell versions apart by this number.
        var before = State.Rule ?? State.History.FirstOrDefault();
        var stored = rule with { Version = (before?.Version ?? 0) + 1, UpdatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), UpdatedBy = who };
        Remember();
        State.Rule = stored;
        await Store(() => Catalog.Put(stored));
        return Outcome<RuleDefinition>.Done(stored);
    }

    public async ValueTask<Outcome<RuleDefinition>> Delete(string who)
    {
        var id = this.GetPrimaryKeyString();
        if (State.Rule is not { } rule)
        {
            // A delete that failed between its two writes is completed when it is repeated.
            if (storage.RecordExists) await Catalog.Remove(id);
            return Outcome<RuleDefinition>.NotFound($"There is no rule '{id}'.");
        }

        Remember();
        State.Rule = null;
        await Store(() => Catalog.Remove(id));
        return Outcome<RuleDefinition>.Done(rule);
    }

    public ValueTask<RuleDetail?> Get() => new(State.Rule is { } rule ? new RuleDetail(rule, [.. State.History], [.. State.Decisions]) : null);

    public ValueTask Note(IReadOnlyList<RuleDecision> decisions)
    {
        foreach (var decision in decisions) State.Decisions.Insert(0, decision);
        if (State.Decisions.Count > KeptDecisions) State.Decisions.RemoveRange(KeptDecisions, State.Decisions.Count - KeptDecisions);

        // An incident brings many decisions at once; they share a write.
        _saving ??= this.RegisterGrainTimer(SaveNotes, NoteDelay, Timeout.InfiniteTimeSpan);
        return ValueTask.CompletedTask;
    }

    private async ValueTask Store(Func<ValueTask> publish)
    {
        try
        {
            await storage.WriteStateAsync();
            await publish();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
    }

    private void Remember()
    {
        if (State.Rule is not { } rule) return;
        State.History.Insert(0, rule);
        if (State.History.Count > KeptVersions) State.History.RemoveRange(KeptVersions, State.History.Count - KeptVersions);
    }

    private async Task SaveNotes()
    {
        if (_saving is null) return;
        _saving.Dispose();
        _saving = null;
        await storage.WriteStateAsync();
    }
}
