namespace EventFlow.Load;

/// <summary>What one connection has seen. Not thread safe, except that <see cref="Acknowledged"/> may be read meanwhile.</summary>
internal sealed class LoadTally
{
    private long _acknowledged;

    /// <summary>Events that the server says it has.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Sendings, repetitions included.</summary>
    public long Sendings { get; private set; }

    /// <summary>Batches that were given up: refused, failed, or still waiting at the end.</summary>
    public long GivenUp { get; private set; }

    /// <summary>Sendings after a wait that the server had asked for.</summary>
    public long Retries { get; private set; }

    /// <summary>Those that were then accepted.</summary>
    public long RetriesAccepted { get; private set; }

    /// <summary>Refusals that did not say when to come again.</summary>
    public long RefusalsWithoutTime { get; private set; }

    /// <summary>Answers by status; 0 is none.</summary>
    public SortedDictionary<int, long> Statuses { get; } = [];

    /// <summary>From when a batch was meant to be sent to its acknowledgement.</summary>
    public LatencyHistogram FromDue { get; } = new();

    /// <summary>From when a batch was sent to its acknowledgement: what a client that measures only itself would report.</summary>
    public LatencyHistogram FromSent { get; } = new();

    /// <summary>How much later than meant batches were sent.</summary>
    public LatencyHistogram Late { get; } = new();

    /// <summary>What the server asked to wait.</summary>
    public LatencyHistogram RetryAfter { get; } = new();

    /// <summary>Batches that were acknowledged.</summary>
    public List<BatchKey> Keys { get; } = [];

    /// <summary>Counts an answer.</summary>
    public void Note(LoadAnswer answer)
    {
        Sendings++;
        Statuses[answer.Status] = Statuses.GetValueOrDefault(answer.Status) + 1;
        if (answer.IsRefused && answer.RetryAfter > TimeSpan.Zero)
        {
            RetryAfter.Record(answer.RetryAfter);
        }
        else if (answer.IsRefused)
        {
            RefusalsWithoutTime++;
        }
    }

    /// <summary>Counts a batch as acknowledged.</summary>
    public void Acknowledge(BatchKey key, int events, TimeSpan fromDue, TimeSpan fromSent)
    {
        Interlocked.Add(ref _acknowledged, events);
        FromDue.Record(fromDue);
        FromSent.Record(fromSent);
        Keys.Add(key);
    }

    /// <summary>Counts a sending after a wait.</summary>
    public void NoteRetry(bool accepted)
    {
        Retries++;
        RetriesAccepted += accepted ? 1 : 0;
    }

    /// <summary>Counts a batch that will not be sent again.</summary>
    public void GiveUp() => GivenUp++;

    /// <summary>Adds what another connection has seen.</summary>
    public void Add(LoadTally other)
    {
        _acknowledged += other._acknowledged;
        Sendings += other.Sendings;
        GivenUp += other.GivenUp;
        Retries += other.Retries;
        RetriesAccepted += other.RetriesAccepted;
        RefusalsWithoutTime += other.RefusalsWithoutTime;
        FromDue.Add(other.FromDue);
        FromSent.Add(other.FromSent);
        Late.Add(other.Late);
        RetryAfter.Add(other.RetryAfter);
        Keys.AddRange(other.Keys);
        foreach (var (status, count) in other.Statuses)
        {
            Statuses[status] = Statuses.GetValueOrDefault(status) + count;
        }
    }
}
