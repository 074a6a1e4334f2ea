namespace EventFlow.Services;

/// <summary>Holds the answer to a question for a while, and lets those who ask at the same time share one asking. A failure is not held. Thread safe.</summary>
internal sealed class TimedCache<T>(TimeSpan lifetime, TimeProvider time, Func<Task<T>> ask)
{
    private readonly Lock _gate = new();
    private Task<T>? _answer;
    private long _askedAt;

    public Task<T> Get()
    {
        lock (_gate)
        {
            if (_answer is { IsFaulted: false, IsCanceled: false } && time.GetElapsedTime(_askedAt) < lifetime) return _answer;
            _askedAt = time.GetTimestamp();
            return _answer = ask();
        }
    }
}
