namespace EventFlow.SegmentLog;

/// <summary>Readers at the end of a partition, woken by the commit that brings what they wait for.</summary>
internal sealed class AppendWaiters(SegmentSet segments)
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiting = [];
    private bool _closed;

    /// <returns>True once the offset can be read; false if the log closes first.</returns>
    public ValueTask<bool> WaitAsync(long offset, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        Waiter waiter;
        lock (_gate)
        {
            if (_closed || segments.NextOffset > offset)
            {
                return ValueTask.FromResult(!_closed);
            }

            waiter = new Waiter(this, offset, cancellationToken);
            _waiting.Add(waiter);
        }

        waiter.WatchCancellation();
        return new ValueTask<bool>(waiter.Task);
    }

    public void Release(long nextOffset)
    {
        lock (_gate)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Offset < nextOffset)
                {
                    _waiting[i].Finish(true);
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var waiter in _waiting)
            {
                waiter.Finish(false);
            }

            _waiting.Clear();
        }
    }

    private void Cancel(Waiter waiter)
    {
        lock (_gate)
        {
            _waiting.Remove(waiter);
        }
    }

    private sealed class Waiter(AppendWaiters owner, long offset, CancellationToken cancellation)
        : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private CancellationTokenRegistration _registration;

        public long Offset => offset;

        // Registered outside the owner's lock: a token cancelled already calls back at once.
        public void WatchCancellation()
        {
            if (!cancellation.CanBeCanceled)
            {
                return;
            }

            _registration = cancellation.UnsafeRegister(static state => ((Waiter)state!).Cancel(), this);
            if (Task.IsCompleted)
            {
                _registration.Unregister();
            }
        }

        public void Finish(bool available)
        {
            _registration.Unregister();
            TrySetResult(available);
        }

        private void Cancel()
        {
            if (TrySetCanceled(cancellation))
            {
                owner.Cancel(this);
            }
        }
    }
}
