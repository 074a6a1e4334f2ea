namespace EventFlow.Notifications;

/// <summary>What all alerts of a message have in common.</summary>
internal static class CommonLabels
{
    public static LabelSet Of(IReadOnlyList<AlertNotice> alerts, Func<AlertNotice, LabelSet> labelsOf)
    {
        if (alerts.Count == 0) return LabelSet.Empty;
        var common = labelsOf(alerts[0]).Pairs.ToList();
        foreach (var alert in alerts.Skip(1)) common.RemoveAll(pair => labelsOf(alert)[pair.Key] != pair.Value);
        return LabelSet.Create(common);
    }
}
