using EventFlow.Rules;
using Microsoft.Extensions.Logging;

namespace EventFlow.Feedback;

/// <summary>What the API and the dashboard do with feedback.</summary>
internal sealed partial class FeedbackService(IGrainFactory grains, IAlertService alerts, IRuleDirectory rules, ILogger<FeedbackService> logger) : IFeedbackService
{
    private const int LongestComment = 1_000;

    private IFeedbackGrain Grain => grains.GetGrain<IFeedbackGrain>(Tenants.Default);

    public async ValueTask<Outcome<Lesson>> MarkFalse(string alertId, string who, string comment)
    {
        if (comment.Length > LongestComment) return Outcome<Lesson>.Invalid([new("comment", $"{comment.Length} characters", $"at most {LongestComment}")]);
        if (await alerts.Get(alertId) is not { } alert) return Outcome<Lesson>.NotFound($"There is no alert '{alertId}'.");
        if (alert.Alert.RuleId.Length == 0) return Outcome<Lesson>.Conflict("The alert was sent by another program, whose detection cannot be taught here; silence it, or change its sender.");
        if (alert.Alert.Episode == 0) return Outcome<Lesson>.Conflict("The alert has not fired yet; only one that fired can be a false alarm.");
        if (await Grain.Learn(alert, Lesson.FalseAlarm, who, comment.Trim()) is not { } lesson) return Outcome<Lesson>.Conflict($"Rule '{alert.Alert.RuleId}' is gone; there is nothing left to teach.");
        if (alert.Alert.State.IsOpen()) await alerts.Resolve(alertId, who, $"False alarm. {comment}".Trim());
        await Refresh();
        LogLearned(who, lesson.RuleId, lesson.Subject, lesson.Id);
        return Outcome<Lesson>.Done(lesson);
    }

    public async ValueTask<Page<Lesson>> List(string? ruleId, string? service, string? subject, int offset, int limit)
    {
        var all = await Grain.GetNewer(-1);
        var found = all!.Lessons
            .Where(l => (ruleId is null || l.RuleId == ruleId) && (service is null || l.Service == service) && (subject is null || l.Subject == subject))
            .Reverse().ToList();
        return new([.. found.Skip(offset).Take(limit)], found.Count, offset, limit);
    }

    public async ValueTask<Outcome<Lesson>> Forget(string id, string who)
    {
        if (await Grain.Forget(id) is not { } lesson) return Outcome<Lesson>.NotFound($"There is no lesson '{id}'.");
        await Refresh();
        LogForgotten(who, lesson.RuleId, lesson.Subject, lesson.Id);
        return Outcome<Lesson>.Done(lesson);
    }

    private async ValueTask Refresh()
    {
        try
        {
            await rules.Refresh();
        }
        catch (Exception error)
        {
            // It is stored; the refresh of each second will bring it.
            LogRefreshFailed(error);
        }
    }

    [LoggerMessage(4030, LogLevel.Information, "{Who} taught rule {Rule} on {Subject} that an alert was nothing (lesson {Lesson})")]
    private partial void LogLearned(string who, string rule, string subject, string lesson);

    [LoggerMessage(4031, LogLevel.Information, "{Who} took back what rule {Rule} was taught on {Subject} (lesson {Lesson})")]
    private partial void LogForgotten(string who, string rule, string subject, string lesson);

    [LoggerMessage(4032, LogLevel.Warning, "Feedback was stored but this process could not take it up yet; tried again within a second")]
    private partial void LogRefreshFailed(Exception error);
}
