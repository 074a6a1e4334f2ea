using System.Globalization;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Feedback;

/// <summary>Keeps what people taught. Asks the series or service how far an anomaly went.</summary>
/// <remarks>Reentrant: a series that wakes to answer reads the rules and lessons first, from here. Safe because the state changes in one turn and writes go through <see cref="SharedSave"/>.</remarks>
[Reentrant]
internal sealed class FeedbackGrain([PersistentState("feedback", "state")] IPersistentState<FeedbackState> storage, IGrainFactory grains, IOptions<FeedbackOptions> options, TimeProvider time)
    : Grain, IFeedbackGrain
{
    private const double Faded = 0.05;

    private readonly SharedSave _save = new(storage.WriteStateAsync);

    private FeedbackState State => storage.State;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask<Lesson?> Learn(AlertDetail alert, string kind, string who, string comment)
    {
        if (alert.Alert.RuleId.Length == 0 || (kind == Lesson.Silence && !options.Value.LearnFromSilences)) return null;
        if (await grains.GetGrain<IRuleGrain>(alert.Alert.RuleId).Get() is not { } rule) return null;
        var extent = alert.Alert.Series is { } series
            ? await grains.GetGrain<IMetricSeriesGrain>(series.Value).GetExtent(alert.Alert.RuleId)
            : await grains.GetGrain<IServiceGrain>(alert.Alert.Service).GetExtent(alert.Alert.RuleId);
        var id = string.Create(CultureInfo.InvariantCulture, $"l{State.Last + 1}");
        var lesson = Teaching.Of(alert, extent, rule.Rule.Detector, options.Value, (id, kind, who, comment), Now);
        State.Last++;
        State.Lessons.Add(lesson);
        Trim();
        await Save();
        return lesson;
    }

    public async ValueTask<Lesson?> Forget(string id)
    {
        if (State.Lessons.Find(l => l.Id == id) is not { } lesson) return null;
        State.Lessons.Remove(lesson);
        await Save();
        return lesson;
    }

    public async ValueTask ForgetRule(string ruleId)
    {
        if (State.Lessons.RemoveAll(l => l.RuleId == ruleId) > 0) await Save();
    }

    public ValueTask<LessonSet?> GetNewer(long knownVersion) => new(knownVersion == State.Version ? null : new LessonSet(State.Version, [.. State.Lessons]));

    // By the clock, as if event time were now: a lesson about a recording fades as its samples come, and is forgotten a while after.
    private void Trim()
    {
        var now = Now;
        State.Lessons.RemoveAll(l => Left(l, now) < Faded);
        while (State.Lessons.Count > options.Value.MaxLessons) State.Lessons.Remove(State.Lessons.MinBy(l => Left(l, now))!);
    }

    private static double Left(Lesson lesson, long now) => Math.Pow(0.5, Math.Max(0, now - lesson.LearnedAt) / (double)lesson.HalfLifeMs);

    private async Task Save()
    {
        State.Version++;
        try
        {
            await _save.SaveAsync();
        }
        catch
        {
            // Memory must not be ahead of what is stored: the caller repeats against the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
