using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace EventFlow.Client;

/// <summary>Sends batches to <c>POST /api/events</c>. Safe for several threads at once.</summary>
/// <param name="http">From <see cref="EventFlowHttp.Create"/>; the caller disposes it.</param>
/// <param name="credential">What the silo is shown.</param>
/// <param name="retries">Waits between attempts.</param>
/// <param name="time">The clock of those waits.</param>
/// <param name="gzip">Compress the body.</param>
public sealed class IngestionClient(HttpClient http, Credential credential, RetrySchedule retries, TimeProvider time, bool gzip = false)
{
    /// <summary>Sends a batch once.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<IngestResult> SendOnceAsync(OutgoingBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            using var request = CreateRequest(batch);
            using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return IngestReplyReader.Read(response, body, time.GetUtcNow());
        }
        catch (HttpRequestException error)
        {
            return Unreachable(error.InnerException?.Message ?? error.Message);
        }
        catch (IOException error)
        {
            return Unreachable(error.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unreachable($"no answer within {http.Timeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Sends a batch until the silo answers, refuses it for good, or patience ends.</summary>
    /// <param name="batch">What to send; the same bytes go out each time, so that the silo recognises a repeat.</param>
    /// <param name="patience">For a failure, how long after the first attempt another may begin; <see cref="Timeout.InfiniteTimeSpan"/> never gives up.</param>
    /// <param name="onRetry">Told of each failure that is waited out, with the wait; may be null.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<IngestResult> SendAsync(
        OutgoingBatch batch, Func<IngestResult, TimeSpan> patience, Action<IngestResult, TimeSpan>? onRetry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(patience);
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var result = await SendOnceAsync(batch, cancellation).ConfigureAwait(false);
            if (!result.MayRetry)
            {
                return result;
            }

            var wait = retries.Next(attempt, result.RetryAfter);
            var limit = patience(result);
            if (limit != Timeout.InfiniteTimeSpan && time.GetElapsedTime(began) + wait > limit)
            {
                return result;
            }

            onRetry?.Invoke(result, wait);
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
        }
    }

    private static IngestResult Unreachable(string detail) => new() { Status = IngestStatus.Unreachable, Detail = detail };

    private HttpRequestMessage CreateRequest(OutgoingBatch batch)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "api/events") { Content = CreateContent(batch), Version = HttpVersion.Version11 };
        credential.ApplyTo(request);
        if (batch.Producer is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Producer", batch.Producer);
            request.Headers.TryAddWithoutValidation("X-Sequence", batch.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return request;
    }

    private ReadOnlyMemoryContent CreateContent(OutgoingBatch batch)
    {
        var content = new ReadOnlyMemoryContent(gzip ? Compress(batch.Body.Span) : batch.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> body)
    {
        var buffer = new MemoryStream();
        using (var compressor = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressor.Write(body);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
