using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Cli.Sink;

/// <summary>An HTTP receiver on loopback that prints what it is sent and answers as told, well or badly.</summary>
internal sealed class NotificationSink(SinkRequest request, CommandContext context)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private static readonly TimeSpan OldestSignature = TimeSpan.FromMinutes(5);

    private readonly SinkPrinter _printer = new(context, request.Json);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _failed;

    /// <summary>Listens until it is cancelled.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var port = request.Port == 0 ? FreePort() : request.Port;
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException)
        {
            context.Complain($"port {port} cannot be listened on; expected a free one. Give another with --port, or 0.");
            return ExitCodes.Failed;
        }
        _printer.Listening($"http://127.0.0.1:{port}/");
        using var stop = cancellation.Register(listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var call = await listener.GetContextAsync().ConfigureAwait(false);
                _ = AnswerAsync(call, cancellation);
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                break;
            }
        }
        return ExitCodes.Done;
    }

    private async Task AnswerAsync(HttpListenerContext call, CancellationToken cancellation)
    {
        try
        {
            var body = await ReadAsync(call.Request, cancellation).ConfigureAwait(false);
            if (request.Delay > TimeSpan.Zero) await Task.Delay(request.Delay, context.Time, cancellation).ConfigureAwait(false);
            var trouble = call.Request.HttpMethod == "POST" ? TroubleOf(call.Request, body) : null;
            var status = StatusOf(call.Request, trouble);
            lock (_gate) _printer.Request(call.Request, body, status, trouble, IsRepeated(call.Request));
            call.Response.StatusCode = status;
            if (status >= 300 && request.RetryAfterSeconds is { } wait) call.Response.Headers["Retry-After"] = $"{wait}";
            var answer = Encoding.UTF8.GetBytes(SinkAnswers.For(call.Request.Url!.AbsolutePath, status));
            call.Response.ContentType = "application/json";
            await call.Response.OutputStream.WriteAsync(answer, cancellation).ConfigureAwait(false);
            call.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone, or we are.
            call.Response.Abort();
        }
    }

    private int StatusOf(HttpListenerRequest call, string? trouble)
    {
        if (call.HttpMethod != "POST" && call.HttpMethod != "PATCH") return 200;
        if (trouble is not null) return 401;
        lock (_gate) return _failed < request.Fail && ++_failed > 0 ? 503 : request.Answer;
    }

    // A message that comes again has the key it had before.
    private bool IsRepeated(HttpListenerRequest call) => call.Headers["Idempotency-Key"] is { } key && !_seen.Add(key);

    private string? TroubleOf(HttpListenerRequest call, byte[] body)
    {
        if (request.Secret is not { } secret) return null;
        if (call.Headers["X-EventFlow-Signature"] is not { } signature || call.Headers["X-EventFlow-Timestamp"] is not { } timestamp) return "not signed";
        if (!long.TryParse(timestamp, out var seconds) || (context.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253402300799))).Duration() > OldestSignature) return "signed too long ago";
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        var expected = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature)) ? null : "signed with another secret";
    }

    private static async Task<byte[]> ReadAsync(HttpListenerRequest call, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (body.Length < MaxBody && (read = await call.InputStream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0) body.Write(buffer, 0, read);
        return body.ToArray();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
