using System.Text.Json;

namespace EventFlow.Alerting;

/// <summary>Writes transitions of alerts as events for the stream <c>alerts</c>.</summary>
internal static class AlertLog
{
    /// <summary>The event of the alert's last transition. Its id follows from alert and version, so that an event written twice is told by its id.</summary>
    public static DomainEvent LastTransition(AlertRecord alert)
    {
        var transition = alert.History[^1];
        var data = JsonSerializer.Serialize(new
        {
            alert = alert.Fingerprint,
            rule = alert.RuleId,
            from = AlertNames.Of(transition.From),
            to = AlertNames.Of(transition.To),
            kind = transition.Kind,
            eventTime = transition.EventTime,
            at = transition.At,
            who = transition.Who,
            comment = transition.Comment,
            severity = AlertNames.Of(alert.Severity),
            summary = alert.Summary,
            value = alert.Value is { } value && double.IsFinite(value) ? alert.Value : null,
            episode = alert.Episode,
            version = alert.Version,
        });
        return new(transition.EventTime, alert.Service(), $"alert-{alert.Fingerprint}-{alert.Version}", alert.Labels, $"alert.{transition.Kind ?? AlertNames.Of(transition.To)}", data);
    }
}
