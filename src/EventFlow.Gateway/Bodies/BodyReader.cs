using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace EventFlow.Gateway.Bodies;

/// <summary>Reads the whole body of a request into pooled memory, decompressed, never more than the limit. Thread safe.</summary>
internal sealed class BodyReader(BodyMemory memory, IOptions<GatewayOptions> options)
{
    private const int FirstRoom = 16 << 10;

    private readonly int _limit = options.Value.MaxBodyBytes;

    /// <summary>The body, which whoever asks disposes, or why there is none. <paramref name="caller"/> is who sends it.</summary>
    public async ValueTask<(PooledBody? Body, BodyProblem? Problem)> ReadAsync(HttpRequest request, string caller, CancellationToken cancellationToken)
    {
        if (request.ContentLength > _limit)
        {
            return (null, TooLarge($"{request.ContentLength} bytes"));
        }

        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        var gzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        if (!gzip && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return (null, new BodyProblem(StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding is {Shown(encoding)}; expected gzip, or none."));
        }

        LiftServerLimit(request);
        var body = memory.Open(caller);
        var problem = await FillAsync(body, request, gzip, cancellationToken).ConfigureAwait(false);
        if (problem is null)
        {
            return (body, null);
        }

        body.Dispose();
        return (null, problem);
    }

    private async ValueTask<BodyProblem?> FillAsync(PooledBody body, HttpRequest request, bool gzip, CancellationToken cancellationToken)
    {
        try
        {
            if (!gzip)
            {
                return await CopyAsync(request.Body, body, (int)(request.ContentLength ?? 0), cancellationToken).ConfigureAwait(false);
            }

            var zipped = new LimitedStream(request.Body, _limit);
            await using var unzipped = new GZipStream(zipped, CompressionMode.Decompress, leaveOpen: true);
            var problem = await CopyAsync(unzipped, body, sizeHint: 0, cancellationToken).ConfigureAwait(false);
            return problem is null && !zipped.Trailer.Matches(body.Span) ? Broken("it ends too early") : problem;
        }
        catch (BodyTooLargeException)
        {
            return TooLarge("larger");
        }
        catch (InvalidDataException e)
        {
            return Broken(e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return new BodyProblem(e.StatusCode, e.Message);
        }
    }

    private async ValueTask<BodyProblem?> CopyAsync(Stream source, PooledBody body, int sizeHint, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One byte more than announced, so that the end is seen without growing.
            if (!body.TryGetRoom(Math.Max(FirstRoom, sizeHint + 1), out var room))
            {
                return new BodyProblem(
                    StatusCodes.Status429TooManyRequests, "Too many requests are being read at once; nothing was stored. Try again when others are done.", body.GetWait(Math.Max(FirstRoom, sizeHint + 1)));
            }

            var count = await source.ReadAsync(room, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            body.Advance(count);
            if (body.Length > _limit)
            {
                return TooLarge("larger");
            }

            // Fast path: as long as was announced, so there is no end to wait for.
            if (body.Length == sizeHint)
            {
                return null;
            }
        }
    }

    // The limit is enforced here, so that a body above it is answered with a problem document whatever the server's own limit is.
    private void LiftServerLimit(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = _limit + 1L;
        }
    }

    private BodyProblem TooLarge(string found) => new(
        StatusCodes.Status413PayloadTooLarge, $"The body is {found}; expected at most {_limit} bytes, before and after decompression. Nothing was stored. Send the events in parts.");

    private static BodyProblem Broken(string why) => new(
        StatusCodes.Status400BadRequest, $"The body is not a whole gzip stream: {why.TrimEnd('.')}. Nothing was stored.");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
