using System.Collections.Concurrent;

namespace EventFlow.Chaos.Model;

/// <summary>What was sent, what was acknowledged, and what is not as it should be. Thread safe.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, SentEvent> _sent = new();
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private readonly ConcurrentDictionary<string, bool> _impostors = new();
    private readonly ConcurrentQueue<string> _deviations = new();
    private long _requests;
    private long _unanswered;
    private long _duplicates;

    public long Requests => Interlocked.Read(ref _requests);

    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>Events the gateway answered to be there already.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    public IReadOnlyCollection<string> Acknowledged => (IReadOnlyCollection<string>)_acknowledged.Keys;

    public int AcknowledgedCount => _acknowledged.Count;

    public IReadOnlyCollection<string> Deviations => _deviations;

    public SentEvent? Find(string key) => _sent.GetValueOrDefault(key);

    /// <summary>Whether an event bears the id of another one that was acknowledged before, and so must never count.</summary>
    public bool IsImpostor(string key) => _impostors.ContainsKey(key);

    public void Sending(SentBatch batch, bool asImpostors = false)
    {
        Interlocked.Increment(ref _requests);
        foreach (var item in batch.Events)
        {
            _sent.TryAdd(item.Key, item);
            if (asImpostors) _impostors.TryAdd(item.Key, true);
        }
    }

    public void NoAnswer() => Interlocked.Increment(ref _unanswered);

    public void Answered(SentBatch batch, int duplicates)
    {
        Interlocked.Add(ref _duplicates, duplicates);
        foreach (var item in batch.Events)
            if (!_impostors.ContainsKey(item.Key)) _acknowledged.TryAdd(item.Key, true);
    }

    public void Deviate(string what) => _deviations.Enqueue(what);
}
