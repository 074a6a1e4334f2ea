using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace EventFlow.Notifications;

/// <summary>What an HTTP answer, or the lack of one, means for a delivery. Shared by the channels that speak HTTP; none of it repeats an address or what the other side wrote.</summary>
public static class HttpDelivery
{
    /// <summary>Bytes read of an answer; what follows is left.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Sends, and reads the status only: an answer has arrived when its status has, however slowly its body follows.</summary>
    /// <param name="client">A client that follows no redirects.</param>
    /// <param name="request">What to send; called again for a redirect within the same host, with the address to use.</param>
    /// <param name="url">Where to send.</param>
    /// <param name="timeout">How long to wait for the status.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the attempt; then the method throws.</param>
    public static ValueTask<DeliveryResult> SendAsync(HttpClient client, Func<Uri, HttpRequestMessage> request, Uri url, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        SendAsync(client, request, url, timeout, time, null, cancellationToken);

    /// <summary>Sends, and reads status and body, for providers that say in the body what came of it.</summary>
    /// <param name="client">A client that follows no redirects.</param>
    /// <param name="request">What to send; called again for a redirect within the same host, with the address to use.</param>
    /// <param name="url">Where to send.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="judge">Given what the status means and the body (at most <see cref="MaxAnswerBytes"/>; null when it broke off or never ended), says what came of it; null leaves the body unread.</param>
    /// <param name="cancellationToken">Ends the attempt; then the method throws.</param>
    public static async ValueTask<DeliveryResult> SendAsync(
        HttpClient client, Func<Uri, HttpRequestMessage> request, Uri url, TimeSpan timeout, TimeProvider time, Func<DeliveryResult, string?, DeliveryResult>? judge, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            for (var hops = 0; ; hops++)
            {
                using var message = request(url);
                using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (hops < 3 && SameHostTarget(response, url) is { } next)
                {
                    url = next;
                    continue;
                }
                var result = Judge(response.StatusCode, RetryAfterOf(response.Headers, time));
                return judge is null ? result : judge(result, await ReadAsync(response, either.Token, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeliveryResult.Retry(FailureReason.Timeout, $"no answer within {timeout.TotalSeconds:0.#} s") with { MaybeSent = true };
        }
        catch (HttpRequestException error)
        {
            return DeliveryResult.Retry(FailureReason.Transport, Describe(error.HttpRequestError)) with { MaybeSent = MayHaveArrived(error.HttpRequestError) };
        }
        catch (IOException)
        {
            return DeliveryResult.Retry(FailureReason.Transport, "the connection broke") with { MaybeSent = true };
        }
    }

    /// <summary>What a status means.</summary>
    public static DeliveryResult Judge(HttpStatusCode status, TimeSpan? retryAfter) => (int)status switch
    {
        >= 200 and <= 299 => DeliveryResult.Sent($"HTTP {(int)status}"),
        >= 300 and <= 399 => DeliveryResult.Failed(FailureReason.Client, $"HTTP {(int)status}: such a redirect is not followed; set the final address"),
        401 or 403 => DeliveryResult.Failed(FailureReason.Auth, $"HTTP {(int)status}"),
        408 => DeliveryResult.Retry(FailureReason.Timeout, "HTTP 408", retryAfter),
        429 => DeliveryResult.Retry(FailureReason.RateLimited, "HTTP 429", retryAfter),
        // Who stands behind the gateway may have taken it; only its answer was too late.
        504 => DeliveryResult.Retry(FailureReason.Server, "HTTP 504", retryAfter) with { MaybeSent = true },
        >= 500 => DeliveryResult.Retry(FailureReason.Server, $"HTTP {(int)status}", retryAfter),
        _ => DeliveryResult.Failed(FailureReason.Client, $"HTTP {(int)status}"),
    };

    /// <summary>How long to wait when the other side asks for that many seconds: not less than nothing, not more than an hour.</summary>
    public static TimeSpan Patience(double seconds) => Bounded(TimeSpan.FromSeconds(Math.Clamp(double.IsNaN(seconds) ? 0 : seconds, 0, LongestRetryAfter.TotalSeconds)));

    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken stop, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            var buffer = new byte[MaxAnswerBytes];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception error) when (error is IOException or HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // Only the redirects that keep method and body, and only within what the operator wrote: a secret must not go elsewhere.
    private static Uri? SameHostTarget(HttpResponseMessage response, Uri url)
    {
        if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location) return null;
        var target = new Uri(url, location);
        return target.Scheme == url.Scheme && target.Authority == url.Authority ? target : null;
    }

    private static TimeSpan? RetryAfterOf(HttpResponseHeaders headers, TimeProvider time) => headers.RetryAfter switch
    {
        { Delta: { } delta } => Bounded(delta),
        { Date: { } date } => Bounded(date - time.GetUtcNow()),
        _ => null,
    };

    private static TimeSpan Bounded(TimeSpan asked) => asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestRetryAfter ? LongestRetryAfter : asked;

    // Without a connection nothing was sent.
    private static bool MayHaveArrived(HttpRequestError error) =>
        error is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);

    private static string Describe(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "the host name is not known",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no secure connection; check the certificate",
        HttpRequestError.ResponseEnded => "the connection ended before the answer",
        _ => "the connection broke",
    };
}
