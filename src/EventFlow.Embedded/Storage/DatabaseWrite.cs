namespace EventFlow.Embedded.Storage;

/// <summary>One write on its way through the writer thread; it is answered after the transaction it shares is on disk.</summary>
internal abstract class DatabaseWrite
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _result;
    private Exception? _refusal;

    /// <summary>When it was queued, a timestamp of the time provider.</summary>
    public long QueuedAt { get; set; }

    public Task<long> Done => _done.Task;

    /// <summary>Roughly what it writes.</summary>
    public virtual int Bytes => 0;

    /// <summary>Runs inside the transaction. A refusal is this write's own; an exception fails the whole transaction.</summary>
    public void Execute(WriteSession session) => _result = Apply(session);

    public void Complete()
    {
        Release();
        if (_refusal is null)
            _done.TrySetResult(_result);
        else
            _done.TrySetException(_refusal);
    }

    public void Fail(Exception error)
    {
        Release();
        _done.TrySetException(error);
    }

    protected abstract long Apply(WriteSession session);

    /// <summary>It was executed for the last time.</summary>
    protected virtual void Release()
    {
    }

    protected long Refuse(Exception refusal)
    {
        _refusal = refusal;
        return 0;
    }
}
