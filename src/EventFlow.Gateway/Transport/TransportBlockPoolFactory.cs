using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace EventFlow.Gateway.Transport;

/// <summary>Gives the server <see cref="TransportBlockPool"/>s.</summary>
internal sealed class TransportBlockPoolFactory : IMemoryPoolFactory<byte>
{
    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new TransportBlockPool();
}
