using System.Net;

namespace EventFlow.Client;

/// <summary>Makes the HTTP client with which a process speaks to a silo.</summary>
public static class EventFlowHttp
{
    /// <summary>A client for one silo.</summary>
    /// <param name="url">Address of the silo; a path is kept as prefix.</param>
    /// <param name="timeout">Longest wait for an answer.</param>
    public static HttpClient Create(Uri url, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(url);
        var handler = new SocketsHttpHandler
        {
            // A proxy set for the way out must not catch calls to this machine.
            UseProxy = !url.IsLoopback,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(handler) { BaseAddress = WithSlash(url), Timeout = timeout };
    }

    // Without the slash a relative address would replace the last part of the path.
    private static Uri WithSlash(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
}
