using System.Collections.Concurrent;

namespace EventFlow.Tests.Monitoring;

/// <summary>Stands in for alerting: keeps every signal, fails when told to, and lists what it was given as open.</summary>
internal sealed class AlertRecorder : IAlertGrain, IAlertIndexGrain, IAlertService
{
    private int _failures;

    public ConcurrentQueue<AlertSignal> Signals { get; } = new();

    public ConcurrentQueue<(string Id, string Who, string Comment)> Resolved { get; } = new();

    public ConcurrentDictionary<string, AlertSummary> Open { get; } = new();

    public IEnumerable<string> Told => Signals.Select(s => $"{s.RuleId} {s.Kind}");

    public void FailNext(int times) => _failures = times;

    public ValueTask<bool> Signal(AlertSignal signal)
    {
        if (Interlocked.Decrement(ref _failures) >= 0) throw new IOException("the disk is full");
        Signals.Enqueue(signal);
        return new(true);
    }

    public ValueTask<Page<AlertSummary>> Query(AlertQuery query)
    {
        var found = Open.Values.Where(a => (query.RuleId is null || a.RuleId == query.RuleId) && (query.Service is null || a.Service == query.Service)
            && (query.States is null || query.States.Contains(a.State)) && (query.Severity is null || a.Severity == query.Severity)).ToList();
        return new(new Page<AlertSummary>([.. found.Take(query.Limit)], found.Count, 0, query.Limit));
    }

    public ValueTask<Outcome<AlertDetail>> Resolve(string id, string who, string comment)
    {
        Open.TryRemove(id, out var alert);
        Resolved.Enqueue((id, who, comment));
        return new(Outcome<AlertDetail>.Done(new(alert!, LabelSet.Empty, null, null, null, null, [], [])));
    }

    public ValueTask<Outcome<AlertDetail>> Acknowledge(string who, string comment, long? until) => throw new NotSupportedException();

    public ValueTask<Outcome<AlertDetail>> Unacknowledge(string who, string comment) => throw new NotSupportedException();

    public ValueTask<Outcome<AlertDetail>> Unacknowledge(string id, string who, string comment) => throw new NotSupportedException();

    public ValueTask Show(AlertSummary alert) => throw new NotSupportedException();

    public ValueTask ShowMany(IReadOnlyList<AlertSummary> alerts) => throw new NotSupportedException();

    public ValueTask Expire() => throw new NotSupportedException();

    public ValueTask Reassess(long silencesVersion, long routingVersion) => throw new NotSupportedException();

    public ValueTask<Outcome<AlertDetail>> Resolve(string who, string comment) => throw new NotSupportedException();

    public ValueTask<Outcome<AlertDetail>> Acknowledge(string id, string who, string comment, long? until = null) => throw new NotSupportedException();

    public ValueTask NoteDelivery(AlertDelivery delivery) => throw new NotSupportedException();

    public ValueTask NoteEscalation(EscalationNote note) => throw new NotSupportedException();

    public ValueTask<AlertDetail?> Get() => throw new NotSupportedException();

    public ValueTask<AlertDetail?> Get(string id) => throw new NotSupportedException();

    public ValueTask PutMany(IReadOnlyList<AlertSummary> alerts) => throw new NotSupportedException();

    public ValueTask Put(AlertSummary alert) => throw new NotSupportedException();
}
