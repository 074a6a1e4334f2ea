using System.Globalization;
using System.Text.Json;
using EventFlow.Gateway.Bodies;
using EventFlow.Gateway.Events;
using EventFlow.Ingestion;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EventFlow.Gateway;

/// <summary>POST /api/events: JSON, an array, an envelope or NDJSON, gzip too. Reads, hands to <see cref="IngestionService"/>, answers.</summary>
internal sealed class EventsEndpoint(BodyReader bodies, IngestionService ingestion, IngestionInstruments instruments, EventParserPool parsers, TimeProvider clock)
{
    /// <summary>Header that names the sender of a batch.</summary>
    public const string ProducerHeader = "X-Producer";

    /// <summary>Header with the sender's number of a batch.</summary>
    public const string SequenceHeader = "X-Sequence";

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var format = FormatOf(context.Request.ContentType);
        if (format == BodyFormat.None)
        {
            await ProblemDocument.WriteAsync(
                context, StatusCodes.Status415UnsupportedMediaType,
                $"Content-Type is {Shown(context.Request.ContentType)}; expected application/json, or application/x-ndjson for one object a line, in UTF-8.").ConfigureAwait(false);
            return;
        }

        var caller = CallerOf(context);
        if (ingestion.GetWait(caller) is var wait && wait > TimeSpan.Zero)
        {
            await RetryLaterAsync(context, StatusCodes.Status429TooManyRequests, wait, "The caller sends more events than its share; nothing was read. Try again later.", null).ConfigureAwait(false);
            return;
        }

        var (body, problem) = await bodies.ReadAsync(context.Request, caller, context.RequestAborted).ConfigureAwait(false);
        using (body)
        {
            await (problem is null ? IngestAsync(context, body!, format, caller) : RefuseAsync(context, problem)).ConfigureAwait(false);
        }
    }

    private async Task IngestAsync(HttpContext context, PooledBody body, BodyFormat format, string caller)
    {
        instruments.Received(body.Length);
        using var draft = ingestion.Begin(caller, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var parsed = Parse(body, format, draft);
        if (parsed.Syntax is { } syntax)
        {
            await MalformedAsync(context, syntax, format).ConfigureAwait(false);
            return;
        }

        if (!TryGetBatch(context.Request, parsed, out var producer, out var sequence, out var fault))
        {
            await ProblemDocument.WriteAsync(context, StatusCodes.Status400BadRequest, $"{fault} Nothing was stored.").ConfigureAwait(false);
            return;
        }

        var result = await ingestion.StoreAsync(draft, producer, sequence, context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, result).ConfigureAwait(false);
    }

    private ParsedBody Parse(PooledBody body, BodyFormat format, IngestionDraft draft)
    {
        var parser = parsers.Rent();
        var parsed = parser.Parse(body.Span, format, draft);

        // Not in a finally: a parser that threw has a state nobody knows.
        parsers.Return(parser);
        return parsed;
    }

    private static Task ReplyAsync(HttpContext context, IngestionResult result)
    {
        switch (result.Outcome)
        {
            case IngestionOutcome.Stored:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return AcceptedAnswer.WriteAsync(context.Response, result, context.RequestAborted);
            case IngestionOutcome.AllRejected:
                return ProblemDocument.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, result.Detail, json => WriteMembers(json, result));
            case IngestionOutcome.TooMany:
                return ProblemDocument.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, result.Detail, json => WriteMembers(json, result));
            case IngestionOutcome.Overloaded:
                return RetryLaterAsync(context, StatusCodes.Status429TooManyRequests, result.RetryAfter, result.Detail, json => WriteMembers(json, result));
            default:
                return RetryLaterAsync(context, StatusCodes.Status503ServiceUnavailable, result.RetryAfter, result.Detail, json => WriteMembers(json, result));
        }
    }

    /// <summary>The members of the answer beside those of the problem, so that a sender finds them in the same place however it ended.</summary>
    private static void WriteMembers(Utf8JsonWriter json, IngestionResult result)
    {
        using var members = JsonSerializer.SerializeToDocument(IngestAnswer.Of(result), GatewayJson.Default.IngestAnswer);
        foreach (var member in members.RootElement.EnumerateObject())
        {
            member.WriteTo(json);
        }
    }

    private static Task MalformedAsync(HttpContext context, SyntaxFault fault, BodyFormat format)
    {
        var remedy = format == BodyFormat.Json ? " For one object a line, send Content-Type application/x-ndjson." : "";
        return ProblemDocument.WriteAsync(
            context, StatusCodes.Status400BadRequest, $"The body is not valid JSON at {fault} Nothing was stored.{remedy}",
            json =>
            {
                json.WriteNumber("line"u8, fault.Line);
                json.WriteNumber("bytePosition"u8, fault.BytePosition);
            });
    }

    private static Task RefuseAsync(HttpContext context, BodyProblem problem)
    {
        if (problem.Status == StatusCodes.Status415UnsupportedMediaType)
        {
            context.Response.Headers.AcceptEncoding = "gzip";
        }

        return problem.Status == StatusCodes.Status429TooManyRequests
            ? RetryLaterAsync(context, problem.Status, problem.RetryAfter, problem.Detail, null)
            : ProblemDocument.WriteAsync(context, problem.Status, problem.Detail);
    }

    private static Task RetryLaterAsync(HttpContext context, int status, TimeSpan wait, string detail, Action<Utf8JsonWriter>? members)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ProblemDocument.WriteAsync(context, status, detail, members);
    }

    private static BodyFormat FormatOf(string? contentType)
    {
        // Fast path: as most send it.
        switch (contentType)
        {
            case "application/json":
                return BodyFormat.Json;
            case "application/x-ndjson":
                return BodyFormat.Lines;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !IsUtf8(type.Charset))
        {
            return BodyFormat.None;
        }

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => BodyFormat.Json,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" => BodyFormat.Lines,
            _ => BodyFormat.None,
        };
    }

    private static bool IsUtf8(StringSegment charset) =>
        !charset.HasValue || charset.Length == 0
        || HeaderUtilities.RemoveQuotes(charset).Value is { } name
            && (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));

    private static bool TryGetBatch(HttpRequest request, ParsedBody parsed, out string? producer, out long? sequence, out Fault? fault)
    {
        producer = request.Headers[ProducerHeader] is { Count: > 0 } named ? named.ToString() : parsed.Producer;
        sequence = parsed.Sequence;
        fault = null;
        if (request.Headers[SequenceHeader] is { Count: > 0 } numbered)
        {
            if (!long.TryParse(numbered.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                fault = new Fault(SequenceHeader, Shown(numbered.ToString()), "a whole number from 0 on");
                return false;
            }

            sequence = number;
        }

        fault = BatchFault(producer, sequence);
        return fault is null;
    }

    private static Fault? BatchFault(string? producer, long? sequence) =>
        sequence < 0 ? new Fault("sequence", sequence.Value.ToString(CultureInfo.InvariantCulture), "a whole number from 0 on")
        : sequence is not null && producer is null ? new Fault("producer", "missing", "the sender's name, since the batch has a sequence")
        : producer is { Length: 0 or > EventLimits.IdLength } ? new Fault("producer", $"{producer.Length} characters long", $"1 to {EventLimits.IdLength} characters")
        : null;

    private static string CallerOf(HttpContext context) =>
        context.User.FindFirst(AccessClaims.UserId)?.Value ?? context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "missing" : text.Length <= 60 ? text : text[..60] + "…";
}
