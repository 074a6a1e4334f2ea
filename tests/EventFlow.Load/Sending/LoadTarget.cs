namespace EventFlow.Load;

/// <summary>Where a load goes: the root of a server, without a slash at its end, and headers of every request.</summary>
internal sealed record LoadTarget(string Url, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(100);

    /// <summary>A client of one connection, which is opened with its first request, that sends the headers and nothing that the server did not ask for.</summary>
    public HttpClient Connect()
    {
        // Without a proxy: what is measured is the server.
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseCookies = false, UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null })
        {
            Timeout = AnswerTimeout,
        };
        foreach (var (name, value) in Headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return client;
    }
}
