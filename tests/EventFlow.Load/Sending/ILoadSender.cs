namespace EventFlow.Load;

/// <summary>One connection to a server, one request at a time.</summary>
internal interface ILoadSender : IDisposable
{
    /// <summary>Gives the batch of a request its identity. Sending it again keeps it.</summary>
    BatchKey Begin(long request);

    /// <summary>Sends a request; never throws for what the server or the network does.</summary>
    ValueTask<LoadAnswer> SendAsync(long request, BatchKey key, CancellationToken cancellationToken);
}
