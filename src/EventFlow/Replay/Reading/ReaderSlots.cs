using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>How many programs read on and on at one time: each keeps a connection and a file or two open. Thread safe.</summary>
public sealed class ReaderSlots(IOptions<ReplayOptions> options)
{
    private int _taken;

    /// <summary>Readers now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>A slot to dispose when done; null when all are taken.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= options.Value.MaxReaders) return new Slot(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Slot(ReaderSlots slots) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) Interlocked.Decrement(ref slots._taken);
        }
    }
}
