using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace EventFlow.Silo;

/// <summary>Names requests by the template of their route, never by their path: paths are endless, templates are few.</summary>
internal static class RouteNames
{
    private const string Unmatched = "unmatched";

    /// <summary>The template of the route that a request took.</summary>
    public static string Of(HttpContext context)
    {
        // After an error the exception handler has cleared the endpoint and keeps it here.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint switch
        {
            RouteEndpoint { RoutePattern.RawText: { } text } => text.StartsWith('/') ? text : "/" + text,
            _ => Unmatched,
        };
    }

    /// <summary>The method, when it is one of HTTP's own.</summary>
    public static string MethodOf(HttpContext context) => context.Request.Method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" or "CONNECT" or "TRACE" => context.Request.Method,
        _ => "OTHER",
    };

    /// <summary>Names the trace span of a request as its metrics do.</summary>
    public static void NameSpan(HttpContext context, string method, string endpoint)
    {
        if (Activity.Current is not { } span) return;
        span.DisplayName = $"{method} {endpoint}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", endpoint);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
    }
}
