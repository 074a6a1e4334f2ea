namespace EventFlow.Replay;

/// <summary>
/// Threads of low priority that share out a row of equal pieces of work, and rest between pieces as <see cref="ReplayManners"/> wants it. Threads of its own and not of the pool, whose threads
/// live work needs. One row at a time; dispose it when none is under way.
/// </summary>
internal sealed class QuietWorkers : IDisposable
{
    // Pieces taken at once: so few that all threads end together, so many that taking them costs nothing.
    private const int Chunk = 16;

    private readonly ReplayManners _manners;
    private readonly TimeProvider _time;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private Row? _row;
    private long _turn;
    private bool _ended;

    /// <summary>Starts the threads.</summary>
    public QuietWorkers(int threads, ReplayManners manners, TimeProvider time, string name)
    {
        (_manners, _time) = (manners, time);
        _threads = [.. Enumerable.Range(0, threads).Select(i => new Thread(Run) { IsBackground = true, Name = $"{name} {i}", Priority = ThreadPriority.BelowNormal })];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>Does pieces 0 to <paramref name="count"/> − 1, in any order and side by side; the first failure is that of the task, and what was not begun is left.</summary>
    public Task RunAsync(int count, Action<int> piece)
    {
        var row = new Row(count, piece, _threads.Length);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            (_row, _turn) = (row, _turn + 1);
            Monitor.PulseAll(_gate);
        }

        return row.Done.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads) thread.Join();
    }

    private void Run()
    {
        QuietPriority.Take();
        for (var seen = 0L; WaitForRow(ref seen) is { } row;)
        {
            Work(row);
            row.Leave();
        }
    }

    private Row? WaitForRow(ref long seen)
    {
        lock (_gate)
        {
            while (_turn == seen && !_ended) Monitor.Wait(_gate);
            if (_turn == seen) return null;
            seen = _turn;
            return _row;
        }
    }

    private void Work(Row row)
    {
        var since = _time.GetTimestamp();
        while (row.Take(Chunk) is var (from, to) && from < to)
        {
            row.Do(from, to);
            var worked = _time.GetElapsedTime(since);
            if (worked < ReplayManners.Slice) continue;
            _manners.Rest(worked);
            since = _time.GetTimestamp();
        }
    }

    private sealed class Row(int count, Action<int> piece, int threads)
    {
        private int _next;
        private int _left = threads;
        private Exception? _error;

        // Whoever waits goes on elsewhere: the last thread may be needed for the next row.
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (int From, int To) Take(int most)
        {
            var from = Math.Min(count, Interlocked.Add(ref _next, most) - most);
            return (from, Math.Min(count, from + most));
        }

        public void Do(int from, int to)
        {
            try
            {
                for (var i = from; i < to && Volatile.Read(ref _error) is null; i++) piece(i);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _error, e, null);
            }
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _left) > 0) return;
            if (_error is { } error) Done.SetException(error);
            else Done.SetResult();
        }
    }
}
