namespace EventFlow.Gateway.Bodies;

/// <summary>How many bytes a second are given back, over the last one to two seconds. Thread safe.</summary>
internal sealed class FreedRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _freed;
    private long _begin = clock.GetTimestamp();
    private double? _before;

    /// <summary>Bytes per second; null when too little is known.</summary>
    public double? PerSecond
    {
        get
        {
            lock (_gate)
            {
                Turn();
                return _before;
            }
        }
    }

    /// <summary>Bytes were given back.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _freed, bytes);

    private void Turn()
    {
        var elapsed = clock.GetElapsedTime(_begin);
        if (elapsed < Window)
        {
            return;
        }

        _before = Interlocked.Exchange(ref _freed, 0) / elapsed.TotalSeconds;
        _begin = clock.GetTimestamp();
    }
}
