namespace EventFlow.Alerting.Escalation;

/// <summary>The versions of policies or of rotas, as they are stored, by id. Pure.</summary>
public static class EscalationHistory
{
    /// <summary>Versions kept of each.</summary>
    public const int MaxVersions = 20;

    /// <summary>Versions kept of all together: the oldest of whoever has most give way.</summary>
    public const int MaxAll = 2_000;

    /// <summary>Adds a version, or one that says it was deleted.</summary>
    /// <param name="history">The versions, oldest first, changed in place.</param>
    /// <param name="before">What it was until now; the first version of what is older than its history. Null: nothing.</param>
    /// <param name="now">What it is from now on; its number is not looked at.</param>
    public static void Add(SortedDictionary<string, List<EscalationVersion>> history, EscalationVersion? before, EscalationVersion now)
    {
        if (!history.TryGetValue(now.Id, out var versions))
        {
            history[now.Id] = versions = [];
            if (before is not null) versions.Add(before with { Version = 1 });
        }
        versions.Add(now with { Version = versions.Count == 0 ? 1 : versions[^1].Version + 1 });
        if (versions.Count > MaxVersions) versions.RemoveAt(0);
        if (history.Values.Sum(static v => v.Count) > MaxAll) Shorten(history);
    }

    /// <summary>What was deleted and can be brought back, the last deleted first.</summary>
    public static IReadOnlyList<DeletedEscalation> Deleted(SortedDictionary<string, List<EscalationVersion>> history) =>
        [.. history.Values.Select(DeletedOf).OfType<DeletedEscalation>().OrderByDescending(static d => d.At).ThenBy(static d => d.Id, StringComparer.Ordinal)];

    /// <summary>The version that says that something was deleted; its number is given by <see cref="Add"/>.</summary>
    public static EscalationVersion Deletion(string id, long at, string who) => new(0, id, at, who, "", null, null);

    /// <summary>The version of a policy.</summary>
    public static EscalationVersion Of(EscalationPolicy policy) => new(0, policy.Id, policy.UpdatedAt, policy.UpdatedBy, policy.Comment, policy, null);

    /// <summary>The version of a rota.</summary>
    public static EscalationVersion Of(OnCallRota rota) => new(0, rota.Id, rota.UpdatedAt, rota.UpdatedBy, rota.Comment, null, rota with { Overrides = [] });

    // Where only its end is kept there is nothing to go back to.
    private static DeletedEscalation? DeletedOf(List<EscalationVersion> versions) =>
        versions[^1] is { IsDeletion: true } end && versions.FindLast(static v => !v.IsDeletion) is { } last ? new(end.Id, end.At, end.Who, last) : null;

    private static void Shorten(SortedDictionary<string, List<EscalationVersion>> history)
    {
        var (id, versions) = history.MaxBy(static h => (h.Value.Count, -h.Value[0].At));
        versions.RemoveAt(0);
        if (versions.Count == 0) history.Remove(id);
    }
}
