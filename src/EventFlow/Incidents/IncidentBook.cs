using System.Globalization;

namespace EventFlow.Incidents;

/// <summary>
/// Makes incidents of alerts: those of one service that overlap in time, and those of services that have to do with each other that begin within a while. Works on the state it is given; the same alerts in
/// the same order give the same incidents. For one thread at a time.
/// </summary>
public sealed class IncidentBook(IncidentState state, ServiceTopology topology, IncidentOptions options)
{
    private const int MostMembers = 200;
    private const int MostOver = 10_000;

    private readonly long _joinMs = options.JoinWithinSeconds * 1000L;
    private readonly long _toleranceMs = options.ToleranceSeconds * 1000L;

    // By alert, where it is a member as it was last. Found from the state: with it an alert costs the same however many incidents there are.
    private readonly Dictionary<string, (IncidentRecord Incident, IncidentMember Member)> _members = IndexOf(state);

    // Alerts that were over when first heard of: what is told of them late must not make them last for ever. Only what is under way can be late, so it is not stored.
    private readonly Dictionary<string, long> _over = new(StringComparer.Ordinal);
    private readonly Queue<string> _overOrder = new();

    /// <summary>The incidents, the newest first.</summary>
    public IReadOnlyList<IncidentInfo> List() => [.. state.Incidents.OrderByDescending(static i => i.BeganAt).ThenBy(static i => i.Id, StringComparer.Ordinal).Select(i => i.Described ??= Describe(i))];

    /// <summary>Takes a change of an alert. Returns whether anything changed.</summary>
    public bool Note(AlertSummary alert)
    {
        var isActive = alert.State.IsOpen();
        if (_members.TryGetValue(alert.Id, out var found))
        {
            if (found.Member.Version >= alert.Version) return false;
            // It is over, and may begin anew; until it does the incident that was stays as it was.
            if (alert.State == AlertState.Pending && found.Member.EndedAt is not null) return false;
            if (!isActive || found.Member.EndedAt is null || found.Incident.IsOpen || BeganAt(alert) - found.Incident.EndedAt <= _joinMs)
            {
                Update(found.Member, alert, isActive);
                found.Incident.Changed();
                Trim();
                return true;
            }
        }

        // Of alerts without a service, as Prometheus sends them, nobody knows what they have to do with each other; one that never ends would hold all of them together.
        if (!isActive) NoteOver(alert);
        if (!isActive || alert.Service.Length == 0 || (_over.TryGetValue(alert.Id, out var over) && over >= alert.Version)) return false;
        var incident = Join(alert) ?? Begin(alert);
        if (incident.Members.Count >= MostMembers) return false;
        var member = incident.Members.Find(m => m.AlertId == alert.Id);
        if (member is null)
        {
            member = new() { AlertId = alert.Id, Service = alert.Service, What = alert.Metric ?? alert.Name, Name = alert.Name, Series = alert.Series, BeganAt = BeganAt(alert) };
            incident.Members.Add(member);
        }

        Update(member, alert, isActive: true);
        _members[alert.Id] = (incident, member);
        incident.Changed();
        Trim();
        return true;
    }

    /// <summary>Where the incident of these alerts began and how it spread; null when there is none over several services.</summary>
    public string? CauseOf(IReadOnlyList<string> alerts)
    {
        var incident = alerts.Select(id => _members.GetValueOrDefault(id).Incident).OfType<IncidentRecord>().Distinct().MaxBy(static i => (i.IsOpen, i.BeganAt));
        if (incident is null) return null;
        var described = incident.Described ??= Describe(incident);
        return described.Services.Count > 1 ? described.Summary : null;
    }

    /// <summary>Ids of the alerts that are open as far as it knows.</summary>
    public IReadOnlySet<string> OpenAlerts() => state.Incidents.SelectMany(static i => i.Members).Where(static m => m.EndedAt is null).Select(static m => m.AlertId).ToHashSet(StringComparer.Ordinal);

    /// <summary>The newest version it knows of each alert.</summary>
    public IReadOnlyDictionary<string, long> Versions() =>
        state.Incidents.SelectMany(static i => i.Members).GroupBy(static m => m.AlertId, StringComparer.Ordinal).ToDictionary(static m => m.Key, static m => m.Max(static v => v.Version), StringComparer.Ordinal);

    /// <summary>Ends an alert of which nobody knows any more when it ended. Should it be open after all, its next word counts, whatever its version. Returns whether anything changed.</summary>
    public bool End(string alertId)
    {
        var isChanged = false;
        foreach (var incident in state.Incidents)
        {
            foreach (var member in incident.Members.Where(m => m.AlertId == alertId && m.EndedAt is null))
            {
                (member.EndedAt, member.Version) = (member.BeganAt, 0);
                incident.Changed();
                isChanged = true;
            }
        }

        Trim();
        return isChanged;
    }

    private static long BeganAt(AlertSummary alert) => alert.BeganAt ?? alert.StartsAt;

    private static Dictionary<string, (IncidentRecord Incident, IncidentMember Member)> IndexOf(IncidentState state)
    {
        var members = new Dictionary<string, (IncidentRecord Incident, IncidentMember Member)>(StringComparer.Ordinal);
        foreach (var incident in state.Incidents)
            foreach (var member in incident.Members)
                if (!(members.GetValueOrDefault(member.AlertId).Member?.Version >= member.Version)) members[member.AlertId] = (incident, member);
        return members;
    }

    private void NoteOver(AlertSummary alert)
    {
        if (_over.TryAdd(alert.Id, alert.Version)) _overOrder.Enqueue(alert.Id);
        else _over[alert.Id] = Math.Max(_over[alert.Id], alert.Version);
        if (_overOrder.Count > MostOver) _over.Remove(_overOrder.Dequeue());
    }

    private static void Update(IncidentMember member, AlertSummary alert, bool isActive)
    {
        member.Version = alert.Version;
        // What is over has the severity it had, whatever was pending since.
        if (isActive || member.EndedAt is null) member.Severity = alert.Severity > member.Severity ? alert.Severity : member.Severity;
        member.EndedAt = isActive ? null : Math.Max(alert.EndsAt ?? alert.StartsAt, member.BeganAt);
        if (!isActive) return;
        member.Score = alert.Score is { } score && !(member.Score >= score) ? score : member.Score;
        member.Summary = alert.Summary;
        member.BeganAt = Math.Min(member.BeganAt, BeganAt(alert));
    }

    /// <summary>The incident an alert joins; several that it connects become one.</summary>
    private IncidentRecord? Join(AlertSummary alert)
    {
        var fitting = state.Incidents.FindAll(i => Fits(i, alert));
        if (fitting.Count == 0) return null;
        var first = fitting[0];
        foreach (var other in fitting.Skip(1))
        {
            foreach (var member in other.Members) Merge(first, member);
            state.Incidents.Remove(other);
        }

        if (fitting.Count == 1) return first;
        first.Changed();
        foreach (var member in first.Members) _members[member.AlertId] = (first, member);
        return first;
    }

    // An alert may have come again while the incidents were two: it is one member, as it was last.
    private static void Merge(IncidentRecord incident, IncidentMember member)
    {
        if (incident.Members.Find(m => m.AlertId == member.AlertId) is not { } known)
        {
            incident.Members.Add(member);
            return;
        }

        var (older, newer) = known.Version < member.Version ? (known, member) : (member, known);
        newer.BeganAt = Math.Min(older.BeganAt, newer.BeganAt);
        newer.Severity = older.Severity > newer.Severity ? older.Severity : newer.Severity;
        newer.Score = older.Score > newer.Score || newer.Score is null ? older.Score : newer.Score;
        incident.Members[incident.Members.IndexOf(known)] = newer;
    }

    private bool Fits(IncidentRecord incident, AlertSummary alert)
    {
        var began = BeganAt(alert);
        return incident.IsOpen && incident.Members.Exists(m =>
            (Math.Abs(began - m.BeganAt) <= _joinMs || (m.Service == alert.Service && m.EndedAt is null)) && topology.AreRelated(m.Service, alert.Service));
    }

    private IncidentRecord Begin(AlertSummary alert)
    {
        var incident = new IncidentRecord { Id = string.Create(CultureInfo.InvariantCulture, $"{BeganAt(alert):x}-{alert.Id}") };
        state.Incidents.Add(incident);
        return incident;
    }

    private void Trim()
    {
        while (state.Incidents.Count(static i => !i.IsOpen) > options.MaxEnded)
        {
            var oldest = state.Incidents.First(static i => !i.IsOpen);
            state.Incidents.Remove(oldest);
            foreach (var member in oldest.Members.Where(m => _members[m.AlertId].Incident == oldest)) Forget(member.AlertId);
        }
    }

    // It may be in another incident too, as it was before.
    private void Forget(string alertId)
    {
        _members.Remove(alertId);
        foreach (var incident in state.Incidents)
            if (incident.Members.Find(m => m.AlertId == alertId) is { } member && !(_members.GetValueOrDefault(alertId).Member?.Version >= member.Version)) _members[alertId] = (incident, member);
    }

    private IncidentInfo Describe(IncidentRecord incident)
    {
        var names = incident.Members.Select(static m => m.Service).Distinct(StringComparer.Ordinal).ToList();
        var services = InOrder([.. incident.Members.GroupBy(static m => m.Service, StringComparer.Ordinal).Select(group => Describe(group.Key, group, names))]);
        return new(incident.Id, incident.BeganAt, incident.EndedAt, incident.Members.Max(static m => m.Severity), IncidentWords.Of(services), services);
    }

    private IncidentService Describe(string service, IEnumerable<IncidentMember> members, List<string> all) => new(
        service, members.Min(static m => m.BeganAt), topology.IsDependent(service) ? [.. all.Where(other => topology.Depends(service, other))] : [],
        [
            .. members.OrderBy(static m => m.BeganAt).ThenByDescending(static m => m.Score ?? 0).ThenBy(static m => m.What, StringComparer.Ordinal)
                .Select(static m => new IncidentSeries(m.AlertId, m.What, m.Name, m.Series, m.Severity, m.BeganAt, m.EndedAt, m.Score, m.Summary)),
        ]);

    /// <summary>By who began; but a service that others depend on comes before them when it began no more than the tolerance later, for its symptoms may be noticed sooner where it is called.</summary>
    private List<IncidentService> InOrder(List<IncidentService> services)
    {
        var waiting = services.OrderBy(static s => s.BeganAt).ThenBy(static s => s.Service, StringComparer.Ordinal).ToList();
        var ordered = new List<IncidentService>(waiting.Count);
        while (waiting.Count > 0)
        {
            // Services that depend on each other in a circle are ordered by time alone.
            var next = waiting.Find(s => s.DependsOn.Count == 0 || !waiting.Exists(o => o != s && s.DependsOn.Contains(o.Service) && o.BeganAt <= s.BeganAt + _toleranceMs)) ?? waiting[0];
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }
}
