namespace EventFlow.Rules;

/// <summary>Makes the signals of a rule.</summary>
public static class RuleAlerts
{
    /// <summary>
    /// The signal that tells an alert of a finding. The fingerprint is made of the rule and of what it is about, not of name, severity or type: an alert stays itself when these are edited.
    /// </summary>
    public static AlertSignal Signal(RuleDefinition rule, string service, SeriesId? series, SeriesParts? parts, in RuleFinding finding, long receivedAt)
    {
        var subject = (parts?.Labels ?? LabelSet.Empty).With(SeriesId.ServiceLabel, service);
        if (parts is not null) subject = subject.With("metric", parts.Metric);
        var labels = LabelSet.Create(rule.AlertLabels.Pairs.Concat(subject.Pairs).Concat(
        [
            new("alertname", rule.Name),
            new("severity", rule.Severity.ToString().ToLowerInvariant()),
            new("type", rule.Type),
        ]));
        var judgement = finding.Judgement;
        return new(
            Fingerprint.Of(rule.Id, subject), finding.Kind, finding.Time, rule.Id, rule.Severity, labels, rule.Annotations, finding.Reason,
            series, finding.Value, judgement.Expected, judgement.Lower, judgement.Upper, judgement.Verdict == default ? null : judgement.Score, receivedAt);
    }

    /// <summary>The finding as a decision a person can read.</summary>
    public static RuleDecision Decision(string subject, in RuleFinding finding) => new(finding.Time, subject, finding.Kind switch
    {
        AlertSignalKind.Pending => "pending",
        AlertSignalKind.Firing => "firing",
        AlertSignalKind.Recovered => "resolved",
        AlertSignalKind.NoData => "no data",
        _ => "none",
    }, finding.Reason);
}
