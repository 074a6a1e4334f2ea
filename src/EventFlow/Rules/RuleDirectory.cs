using Microsoft.Extensions.Logging;

namespace EventFlow.Rules;

/// <summary>Keeps the snapshot. Rules that did not change keep their compiled form; one that cannot be compiled here is left out and logged once per version.</summary>
internal sealed partial class RuleDirectory(IGrainFactory grains, RuleCompiler compiler, ILogger<RuleDirectory> logger) : IRuleDirectory, IDisposable
{
    private const long NothingKnown = -1;

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private Dictionary<(string Id, int Version), CompiledRule?> _compiled = [];
    private LessonSet _lessons = new(NothingKnown, []);
    private string? _lessonsFailure;
    private volatile RuleSnapshot? _current;

    public ValueTask<RuleSnapshot> Get() => _current is { } current ? new(current) : Load();

    public async ValueTask Refresh()
    {
        await _refreshing.WaitAsync();
        try
        {
            var rules = await grains.GetGrain<IRuleCatalogGrain>(Tenants.Default).GetNewer(_current?.Version ?? NothingKnown);
            if (await RefreshLessons() | rules is not null) _current = rules is not null ? Compile(rules) : new(_current!.Version, _compiled.Values.OfType<CompiledRule>(), _lessons.Lessons);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    // Rules hold without what people taught, when that cannot be had; not the other way round.
    private async ValueTask<bool> RefreshLessons()
    {
        try
        {
            var newer = await grains.GetGrain<IFeedbackGrain>(Tenants.Default).GetNewer(_lessons.Version);
            _lessonsFailure = null;
            if (newer is null) return false;
            _lessons = newer;
            return _current is not null;
        }
        catch (Exception error)
        {
            if (_lessonsFailure != error.Message) LogNoLessons(error);
            _lessonsFailure = error.Message;
            return false;
        }
    }

    public void Dispose() => _refreshing.Dispose();

    private async ValueTask<RuleSnapshot> Load()
    {
        await Refresh();
        return _current ?? throw new InvalidOperationException("The rule catalog gave no rules; expected a set, be it empty.");
    }

    private RuleSnapshot Compile(RuleSet rules)
    {
        var compiled = new Dictionary<(string, int), CompiledRule?>();
        foreach (var rule in rules.Rules.Where(static r => r.Enabled))
        {
            var key = (rule.Id, rule.Version);
            compiled[key] = _compiled.TryGetValue(key, out var known) ? known : Compile(rule);
        }

        _compiled = compiled;
        return new(rules.Version, compiled.Values.OfType<CompiledRule>(), _lessons.Lessons);
    }

    private CompiledRule? Compile(RuleDefinition rule)
    {
        var faults = new List<Fault>();
        var compiled = compiler.Compile(rule, faults);
        if (compiled is null) LogLeftOut(rule.Id, string.Join(' ', faults));
        return compiled;
    }

    [LoggerMessage(4004, LogLevel.Warning, "Feedback could not be read; what is known of it goes on. Tried again each second.")]
    private partial void LogNoLessons(Exception error);

    [LoggerMessage(4000, LogLevel.Warning, "Rule {Rule} is not evaluated: {Faults} Edit the rule, or add the detector it names.")]
    private partial void LogLeftOut(string rule, string faults);
}
