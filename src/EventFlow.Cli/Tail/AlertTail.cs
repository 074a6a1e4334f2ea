using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using EventFlow.Client;

namespace EventFlow.Cli.Tail;

/// <summary>Follows alerts until it is told to stop: lists what is open, then shows what changes; comes back when the connection breaks.</summary>
internal sealed class AlertTail(TailRequest request, Uri url, Credential credential, CommandContext context, RetrySchedule retries)
{
    private readonly AlertBoard _board = new(request);
    private readonly TailPrinter _printer = new(context, request.Json);
    private bool _connected;
    private bool _away = true;

    /// <summary>Runs; the exit code says whether it ended because it was told to.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var http = EventFlowHttp.Create(url, TimeSpan.FromSeconds(10));
        var attempt = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(http, cancellation).ConfigureAwait(false);
                context.Complain($"{url} closed the connection. Coming back; Ctrl-C ends.");
            }
            catch (TailRefusedException refused)
            {
                context.Complain(refused.Message);
                return ExitCodes.Failed;
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error) when (error is WebSocketException or HttpRequestException or JsonException or IOException or OperationCanceledException)
            {
                Report(error, attempt);
            }

            // A connection that was up counts as a success: the next wait is short again, the next failure is news again.
            attempt = _connected ? 1 : attempt + 1;
            _connected = false;
            _away = true;
            await WaitAsync(attempt, cancellation).ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }

    // Connected first, listed second: what changes between the two is then in the feed, and the board knows repeats.
    private async Task FollowAsync(HttpClient http, CancellationToken cancellation)
    {
        using var socket = new LiveSocket();
        await ConnectAsync(socket, cancellation).ConfigureAwait(false);
        await ListAsync(http, cancellation).ConfigureAwait(false);
        _connected = true;
        if (_away)
        {
            context.Complain($"connected to {url}.");
        }

        _away = false;
        while (await socket.ReceiveAsync(cancellation).ConfigureAwait(false) is { } message)
        {
            Show(message);
        }
    }

    private async Task ConnectAsync(LiveSocket socket, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(url, credential, request, cancellation).ConfigureAwait(false);
        }
        catch (WebSocketException) when (RefusalOf(socket.Refusal) is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task ListAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            var open = await OpenAlerts.ListAsync(http, credential, request.Service, cancellation).ConfigureAwait(false);
            Show(open);
        }
        catch (HttpRequestException error) when (RefusalOf(error.StatusCode ?? 0) is { } refusal)
        {
            throw refusal;
        }
    }

    private TailRefusedException? RefusalOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => new TailRefusedException(Troubles.Unauthorized(url, credential)),
        HttpStatusCode.Forbidden => new TailRefusedException(Troubles.Forbidden(url, "read alerts")),
        HttpStatusCode.NotFound => new TailRefusedException($"{url} has no live feed; is another server there? Give the silo's address with --url."),
        _ => null,
    };

    private void Show(IReadOnlyList<JsonElement> open)
    {
        var lines = open.Select(alert => (Line: AlertLine.Read(alert), Source: alert)).OrderBy(alert => alert.Line.UpdatedAt).ToList();
        foreach (var gone in _board.TakeGone(lines.Select(alert => alert.Line.Id).ToHashSet()))
        {
            _printer.Gone(gone);
        }

        foreach (var (line, source) in lines.Where(alert => _board.IsNews(alert.Line)))
        {
            _printer.Alert(line, source);
        }
    }

    private void Show(JsonElement message)
    {
        if (!message.TryGetProperty("updates", out var updates))
        {
            return;
        }

        foreach (var update in updates.EnumerateArray())
        {
            if (update.TryGetProperty("alert", out var alert))
            {
                var line = AlertLine.Read(alert);
                if (_board.IsNews(line))
                {
                    _printer.Alert(line, alert);
                }
            }
            else if (request.Metrics && update.TryGetProperty("sample", out var sample))
            {
                _printer.Metric(sample);
            }
        }
    }

    // The first failure is news; that it goes on is not.
    private void Report(Exception error, int attempt)
    {
        var cause = (error.InnerException ?? error).Message.TrimEnd('.');
        if (_connected)
        {
            context.Complain($"lost the connection to {url}: {cause}. Coming back; Ctrl-C ends.");
        }
        else if (attempt == 0)
        {
            context.Complain(Troubles.Unreachable(url, cause) + " Trying until one does; Ctrl-C ends.");
        }
    }

    private async Task WaitAsync(int attempt, CancellationToken cancellation) =>
        await Task.Delay(retries.Next(attempt), context.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
