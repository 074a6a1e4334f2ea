using System.Net;
using System.Net.Http.Headers;

namespace EventFlow.Load;

/// <summary>Posts prepared bodies over one connection.</summary>
internal sealed class HttpSender : ILoadSender
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly ILoadProtocol _protocol;
    private readonly BodySet _bodies;
    private readonly PayloadOptions _payload;
    private readonly TimeProvider _clock;
    private readonly string _producer;
    private readonly byte[] _buffer;
    private readonly MediaTypeHeaderValue _type;
    private long _nextSequence;

    /// <summary>A connection that is opened with its first request.</summary>
    public HttpSender(LoadTarget target, ILoadProtocol protocol, BodySet bodies, PayloadOptions payload, string producer, TimeProvider clock)
    {
        _client = target.Connect();
        (_protocol, _bodies, _payload, _producer, _clock) = (protocol, bodies, payload, producer, clock);
        _address = new Uri(target.Url + protocol.Path);
        _buffer = new byte[bodies.LongestBody];
        _type = new MediaTypeHeaderValue(protocol.ContentType);
    }

    /// <inheritdoc/>
    public BatchKey Begin(long request) => _payload.Identity == IdentityKind.Sequence ? new(_producer, _nextSequence++) : new("", request);

    /// <inheritdoc/>
    public async ValueTask<LoadAnswer> SendAsync(long request, BatchKey key, CancellationToken cancellationToken)
    {
        var length = _bodies.Write(request, _clock.GetUtcNow().ToUnixTimeMilliseconds(), _buffer);
        using var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(_buffer.AsMemory(0, length)) };
        message.Content.Headers.ContentType = _type;
        if (_payload.Gzip)
        {
            message.Content.Headers.ContentEncoding.Add("gzip");
        }

        if (_payload.Identity == IdentityKind.Sequence)
        {
            _protocol.Identify(message, key.Producer, key.Number);
        }

        try
        {
            using var response = await _client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new LoadAnswer((int)response.StatusCode, response.IsSuccessStatusCode ? _protocol.ReadStored(answer) : 0, RetryAfterOf(response));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private TimeSpan RetryAfterOf(HttpResponseMessage response) => response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
        ? TimeSpan.Zero
        : response.Headers.RetryAfter is { } after
            ? after.Delta ?? (after.Date is { } date && date > _clock.GetUtcNow() ? date - _clock.GetUtcNow() : TimeSpan.Zero)
            : TimeSpan.Zero;
}
