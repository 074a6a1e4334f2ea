using EventFlow.Detection;
using EventFlow.Feedback;

namespace EventFlow.Rules;

/// <summary>
/// The rules of one series or service, each with its detector and where it stands. A detector that throws is taken out of service here, visibly; the others go on.
/// For one thread at a time.
/// </summary>
/// <typeparam name="TDetector">The kind of detector.</typeparam>
public abstract class Watch<TDetector>
    where TDetector : class
{
    private const string NoLongerWatched = "the rule no longer watches this";

    private readonly List<Entry> _entries = [];
    private List<WatchState> _saved = [];

    /// <summary>The snapshot in use; null before the first.</summary>
    public RuleSnapshot? Snapshot { get; private set; }

    /// <summary>Whether any alert fires.</summary>
    public bool IsFiring => _entries.Exists(static e => e.Evaluator.State.Phase == RulePhase.Firing);

    /// <summary>The rules that watch.</summary>
    public IEnumerable<CompiledRule> Rules => _entries.Select(static e => e.Rule);

    /// <summary>Takes back what <see cref="Save()"/> gave; it comes to life with the next <see cref="Use"/>.</summary>
    public void Load(List<WatchState> saved) => _saved = saved;

    /// <summary>What to save.</summary>
    public List<WatchState> Save() => [.. _entries.Select(Save), .. _saved];

    /// <summary>
    /// Goes over to another set of rules. A rule whose detector and parameters are as before keeps what it has learned, and every rule keeps where it stands; one that no longer watches ends.
    /// </summary>
    public void Use(RuleSnapshot snapshot, WatchOutput output)
    {
        if (ReferenceEquals(Snapshot, snapshot)) return;
        Snapshot = snapshot;
        var before = _entries.ToDictionary(static e => e.Rule.Definition.Id);
        _entries.Clear();
        foreach (var rule in Match(snapshot))
        {
            before.Remove(rule.Definition.Id, out var old);
            _entries.Add(Continue(rule, old is null ? _saved.Find(s => s.RuleId == rule.Definition.Id) : Save(old), old, output));
        }

        foreach (var gone in before.Values) output.Add(gone.Rule, gone.Evaluator.End(NoLongerWatched));
        EndSaved(snapshot, output);
    }

    /// <summary>The data stopped.</summary>
    public void Stop(long time, TimeSpan silence, WatchOutput output)
    {
        foreach (var entry in _entries) output.Add(entry.Rule, entry.Evaluator.Stop(time, silence));
    }

    /// <summary>How far the newest anomaly of a rule goes, or went; null when there was none.</summary>
    public AnomalyExtent? ExtentOf(string ruleId) =>
        _entries.Find(e => e.Rule.Definition.Id == ruleId)?.Evaluator.State.Extent ?? _saved.Find(s => s.RuleId == ruleId)?.Evaluator.Extent;

    /// <summary>The series or service, as feedback names it.</summary>
    private protected abstract string Subject { get; }

    private protected abstract CompiledRule[] Match(RuleSnapshot snapshot);

    private protected abstract TDetector Resume(CompiledRule rule, byte[]? state, out bool resumed);

    private protected abstract byte[] Save(CompiledRule rule, TDetector detector);

    /// <summary>Runs every rule in service over one thing that happened.</summary>
    private protected void Each<TInput>(long time, in TInput input, WatchOutput output, Action<Entry, TInput, WatchOutput> run)
    {
        foreach (var entry in _entries)
        {
            if (entry.Fault is not null) continue;
            try
            {
                run(entry, input, output);
            }
            catch (Exception e)
            {
                entry.Fault = $"{e.GetType().Name}: {e.Message}";
                output.Faults.Add((entry.Rule, time, e));
            }
        }
    }

    // A rule that was changed while this slept. One that is gone altogether has had its alerts resolved by whoever deleted it.
    private void EndSaved(RuleSnapshot snapshot, WatchOutput output)
    {
        foreach (var saved in _saved)
        {
            if (_entries.Exists(e => e.Rule.Definition.Id == saved.RuleId) || snapshot.Find(saved.RuleId) is not { } rule) continue;
            output.Add(rule, new RuleEvaluator(rule.Definition.For, rule.Definition.RecoverFor, saved.Evaluator).End(NoLongerWatched));
        }

        _saved = [];
    }

    private Entry Continue(CompiledRule rule, WatchState? state, Entry? old, WatchOutput output)
    {
        var sameDetector = state is not null && state.DetectorKey == rule.Detector.Key;

        // A fault stays until somebody changes the rule, so that it is not met anew with every sample.
        var sameRule = old is null || old.Rule.Definition.Version == rule.Definition.Version;
        var evaluator = new RuleEvaluator(rule.Definition.For, rule.Definition.RecoverFor, state?.Evaluator ?? new());
        var detector = sameDetector && old is not null ? old.Detector : Resume(rule, sameDetector ? state!.Detector : null, output);
        return new(rule, detector, evaluator, Snapshot!.LessonsOf(rule, Subject)) { Fault = sameDetector && sameRule ? state!.Fault : null };
    }

    // What an older version has learned may not fit this one: then it is learned afresh, and said so.
    private TDetector Resume(CompiledRule rule, byte[]? state, WatchOutput output)
    {
        var detector = Resume(rule, state, out var resumed);
        if (!resumed && state is not null) output.Discarded.Add(rule);
        return detector;
    }

    private WatchState Save(Entry entry) => new()
    {
        RuleId = entry.Rule.Definition.Id,
        DetectorKey = entry.Rule.Detector.Key,
        Detector = Save(entry.Rule, entry.Detector),
        Evaluator = entry.Evaluator.State,
        Fault = entry.Fault,
    };

    private protected sealed record Entry(CompiledRule Rule, TDetector Detector, RuleEvaluator Evaluator, Lessons Lessons)
    {
        // Told when it begins, and again only when it has been otherwise for a while: a value at the edge would fill the list.
        private const long ToldAgainAfterMs = 60_000;
        private long _heldAt = long.MinValue;

        /// <summary>A judgement in the light of what people taught.</summary>
        public DetectionResult Temper(long time, in Reading reading, in DetectionResult judgement, WatchOutput output)
        {
            // Fast path: nobody taught anything about this.
            if (Lessons.IsEmpty) return judgement;
            var tempered = Lessons.Temper(time, reading.Value, judgement, out var held);
            if (held is null) return tempered;
            if (_heldAt == long.MinValue || time - _heldAt > ToldAgainAfterMs) output.Held.Add((Rule, time, $"{reading}; {held}"));
            _heldAt = time;
            return tempered;
        }

        public string? Fault { get; set; }
    }
}
