using System.Buffers;

namespace EventFlow.Gateway.Transport;

/// <summary>A block of <see cref="TransportBlockPool"/>; disposing it gives it back.</summary>
internal sealed class TransportBlock(TransportBlockPool pool) : IMemoryOwner<byte>
{
    // Pinned, because the socket reads into it.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(TransportBlockPool.BlockBytes, pinned: true);
    private int _lent;

    public Memory<byte> Memory => _bytes;

    public void Lend() => _lent = 1;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _lent, 0) == 1)
        {
            pool.Return(this);
        }
    }
}
