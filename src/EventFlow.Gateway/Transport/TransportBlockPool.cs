using System.Buffers;
using System.Collections.Concurrent;

namespace EventFlow.Gateway.Transport;

/// <summary>
/// Memory that connections receive into and send from. The server's own pool has blocks of 4 KiB, and it asks the socket for one block at a time: eight system calls, and as many turns of the
/// reading code, for a request of a hundred events, where a block that takes such a request whole needs one or two. A connection that is silent holds no block. Thread safe.
/// </summary>
internal sealed class TransportBlockPool : MemoryPool<byte>
{
    /// <summary>Bytes of a block: a hundred events of 300 bytes with their headers.</summary>
    public const int BlockBytes = 32 << 10;

    // 4 MiB: what is lent beyond is given to the collector when it comes back.
    private const int MaxKept = 128;

    private readonly ConcurrentQueue<TransportBlock> _free = new();
    private int _kept;
    private volatile bool _disposed;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (_free.TryDequeue(out var block))
        {
            Interlocked.Decrement(ref _kept);
        }
        else
        {
            block = new TransportBlock(this);
        }

        block.Lend();
        return block;
    }

    /// <summary>A block is not needed any more.</summary>
    public void Return(TransportBlock block)
    {
        if (!_disposed && Interlocked.Increment(ref _kept) <= MaxKept)
        {
            _free.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _free.Clear();
    }
}
