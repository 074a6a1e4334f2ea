using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EventFlow.Silo;

/// <summary>
/// Gives every request an id that its answer and all its log records carry: the caller's <c>X-Correlation-Id</c> when that is a plain word, else the
/// trace id (the caller's, when it sent <c>traceparent</c>).
/// </summary>
internal sealed partial class CorrelationMiddleware(RequestDelegate next, ILogger<CorrelationMiddleware> logger)
{
    public const string Header = "X-Correlation-Id";
    private static readonly object ItemKey = new();

    /// <summary>The id of a request.</summary>
    public static string IdOf(HttpContext context) =>
        context.Items.TryGetValue(ItemKey, out var id) ? (string)id! : Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    public async Task Invoke(HttpContext context)
    {
        var id = context.Request.Headers[Header] is [{ } given] && PlainWord().IsMatch(given)
            ? given
            : Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        context.Items[ItemKey] = id;
        context.Response.OnStarting(static state =>
        {
            var (response, value) = ((HttpResponse, string))state;
            response.Headers[Header] = value;
            return Task.CompletedTask;
        }, (context.Response, id));
        using (logger.BeginScope(new[] { KeyValuePair.Create("CorrelationId", (object)id) })) await next(context);
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:\-]{1,64}$")]
    private static partial Regex PlainWord();
}
