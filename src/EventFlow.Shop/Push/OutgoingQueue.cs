using EventFlow.Client;

namespace EventFlow.Shop.Push;

/// <summary>
/// Batches that wait to be sent. Full, it drops the oldest: for a monitoring system the present matters more than the past, and memory stays flat while the
/// silo is away. One writer, one reader.
/// </summary>
/// <param name="capacity">Batches kept, 1 or more.</param>
internal sealed class OutgoingQueue(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<OutgoingBatch> _batches = new();
    private readonly SemaphoreSlim _available = new(0);
    private bool _completed;

    /// <summary>Batches waiting.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _batches.Count;
            }
        }
    }

    /// <summary>Batches dropped so far.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a batch; says whether an older one had to go for it.</summary>
    public bool Add(OutgoingBatch batch)
    {
        lock (_gate)
        {
            _batches.Enqueue(batch);
            if (_batches.Count <= capacity)
            {
                _available.Release();
                return false;
            }

            // The count of the semaphore stays right: one came, one went.
            _batches.Dequeue();
            Dropped++;
            return true;
        }
    }

    /// <summary>No more will come; the reader gets what is left, then null.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
        }

        _available.Release();
    }

    /// <summary>The oldest batch, waited for; null when all is sent and no more will come.</summary>
    public async Task<OutgoingBatch?> TakeAsync(CancellationToken cancellation)
    {
        await _available.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            if (_batches.TryDequeue(out var batch))
            {
                return batch;
            }

            if (_completed)
            {
                _available.Release();
            }

            return null;
        }
    }
}
