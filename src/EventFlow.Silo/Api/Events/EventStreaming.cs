using System.IO.Compression;
using EventFlow.Replay;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>
/// Answers with events as they are read: lines of JSON to the end of the range, or on and on. It reads only as fast as the client takes, so a slow one is behind and costs no memory.
/// </summary>
internal sealed class EventStreaming(IEventQueries events, ReaderSlots slots, IOptions<ReplayOptions> options, IHostApplicationLifetime lifetime)
{
    public const string Lines = "application/x-ndjson";
    public const string ServerSent = "text/event-stream";

    private TimeSpan Heartbeat => TimeSpan.FromSeconds(options.Value.HeartbeatSeconds);

    /// <summary>The events of a range, then the line that says that it is whole.</summary>
    public Task SendAsync(HttpContext context, EventQuery query, bool asFile) => RunAsync(context, query, async (first, stopped) =>
    {
        var zip = asFile || AcceptsGzip(context.Request);
        Begin(context.Response, asFile ? "application/gzip" : Lines);
        if (zip && !asFile) context.Response.Headers.ContentEncoding = "gzip";
        if (zip) context.Response.Headers.Vary = "Accept-Encoding";
        await using var zipped = zip ? new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true) : null;
        var body = zipped ?? context.Response.Body;
        using var lines = new EventLines();
        string? next = null;
        await foreach (var page in first.WithCancellation(stopped))
        {
            AddTo(lines, page);
            await SendAsync(lines, body, stopped);
            next = page.Next;
        }

        lines.AddEnd(next);
        await SendAsync(lines, body, stopped);
    });

    /// <summary>The events from a place on, and every one that comes, until the client or the silo ends.</summary>
    public Task FollowAsync(HttpContext context, EventQuery query) => RunAsync(context, query, async (first, stopped) =>
    {
        var serverSent = IsServerSent(context.Request);
        Begin(context.Response, serverSent ? ServerSent : Lines);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.StartAsync(stopped);
        await using var follower = new EventFollower(context.Response.Body, serverSent);
        try
        {
            await FollowAsync(follower, query, first, stopped);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await follower.EndAsync("the silo stops; go on from next", context.RequestAborted);
        }
    });

    /// <summary>Whether a request wants lines of JSON.</summary>
    public static bool IsLines(HttpRequest request) =>
        request.Headers.Accept.ToString() is var accept && (accept.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || accept.Contains("jsonl", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a request wants server-sent events.</summary>
    public static bool IsServerSent(HttpRequest request) => request.Headers.Accept.ToString().Contains(ServerSent, StringComparison.OrdinalIgnoreCase);

    private async Task FollowAsync(EventFollower follower, EventQuery query, IAsyncEnumerable<EventPage> pages, CancellationToken stopped)
    {
        while (true)
        {
            await foreach (var page in pages.WithCancellation(stopped)) await follower.SendAsync(page, stopped);
            query = query with { Cursor = follower.Next, Offset = null };
            if (query.To is { } to && to <= follower.NewestTime) break;
            var quiet = events.WaitForMore(query.Stream, follower.Next!, Heartbeat, stopped);
            await quiet;
            var more = events.ReadAll(query, stopped);
            if (!more.IsDone)
            {
                // Behind by more than is kept: what was missed is said, then it goes on.
                await follower.EndAsync(more.Detail!, stopped);
                return;
            }

            pages = more.Value!;
            await follower.BeatAsync(stopped);
        }

        await follower.EndAsync("the end of the range", stopped);
    }

    private async Task RunAsync(HttpContext context, EventQuery query, Func<IAsyncEnumerable<EventPage>, CancellationToken, Task> answer)
    {
        using var slot = slots.TryTake();
        if (slot is null)
        {
            context.Response.Headers.RetryAfter = "5";
            await TypedResults.Problem(
                $"{options.Value.MaxReaders} programs read at this moment, the most that may (EventFlow:Replay:MaxReaders); try again later.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
            return;
        }

        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var pages = events.ReadAll(query, stopped.Token);
        if (!pages.IsDone) await EventProblems.Of(pages, query.Stream, events).ExecuteAsync(context);
        else await AnswerAsync(context, () => answer(pages.Value!, stopped.Token));
    }

    private static async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (OperationCanceledException)
        {
            // Without its last line, and cut off, nobody takes it for whole.
            context.Abort();
        }
    }

    private static void Begin(HttpResponse response, string type)
    {
        response.ContentType = type;
        response.Headers.CacheControl = "no-store";
    }

    private static void AddTo(EventLines lines, EventPage page)
    {
        foreach (var lost in page.Lost) lines.AddLost(lost);
        foreach (var item in page.Items) lines.Add(item);
    }

    private static async Task SendAsync(EventLines lines, Stream body, CancellationToken stopped)
    {
        await body.WriteAsync(lines.Written, stopped);
        lines.Clear();
    }

    private static bool AcceptsGzip(HttpRequest request) => request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
}
