using System.ComponentModel.DataAnnotations;

namespace EventFlow.Gateway;

/// <summary>Settings of the ingestion endpoints.</summary>
public sealed class GatewayOptions
{
    /// <summary>Largest body of a request, before and after decompression, bytes, from 1 KiB to 16 MiB. Default 16 MiB. The log takes no larger batch.</summary>
    [Range(1 << 10, 16 << 20)]
    public int MaxBodyBytes { get; set; } = 16 << 20;

    /// <summary>Bytes of bodies held in memory at once, over all requests, from 1 MiB to 64 GiB; above, requests are refused with 429. Default 256 MiB.</summary>
    [Range(1L << 20, 1L << 36)]
    public long MaxBufferedBytes { get; set; } = 256L << 20;
}
