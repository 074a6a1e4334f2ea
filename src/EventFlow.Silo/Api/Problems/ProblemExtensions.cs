using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace EventFlow.Silo;

/// <summary>Makes every failed answer of a program interface a problem document, also those that routing and authorization leave empty.</summary>
internal static class ProblemExtensions
{
    private static readonly string[] ProgramPaths = ["/api", "/v1", "/metrics", "/health", "/ready", "/ws", "/hubs", "/openapi"];

    public static IServiceCollection AddProblems(this IServiceCollection services) => services
        .AddExceptionHandler<ApiExceptionHandler>()
        .AddProblemDetails(static o => o.CustomizeProblemDetails = static c =>
        {
            c.ProblemDetails.Instance ??= c.HttpContext.Request.Path;
            c.ProblemDetails.Extensions.Remove("traceId");
            c.ProblemDetails.Extensions["correlationId"] = CorrelationMiddleware.IdOf(c.HttpContext);
        });

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseExceptionHandler()
            .UseWhen(static c => IsProgramPath(c.Request.Path), static api => api.UseStatusCodePages(Explain))
            .UseWhen(static c => IsVisit(c.Request), static pages => pages.UseStatusCodePages(ShowNotFound));

    /// <summary>Whether a path belongs to an interface for programs rather than to a page for people.</summary>
    public static bool IsProgramPath(PathString path) => ProgramPaths.Any(p => path.StartsWithSegments(p));

    // Somebody with a browser, who would otherwise be shown the browser's own blank page.
    private static bool IsVisit(HttpRequest request) =>
        !IsProgramPath(request.Path) && HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task ShowNotFound(StatusCodeContext status)
    {
        var context = status.HttpContext;
        if (context.Response.StatusCode != StatusCodes.Status404NotFound) return Task.CompletedTask;
        // Without this feature pages leave a 404 to others, that is to us.
        context.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature { OriginalPathBase = context.Request.PathBase, OriginalPath = context.Request.Path, OriginalQueryString = context.Request.QueryString.Value });
        (context.Request.Path, context.Request.QueryString) = ("/not-found", QueryString.Empty);
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        return status.Next(context);
    }

    private static async Task Explain(StatusCodeContext status)
    {
        var context = status.HttpContext;
        var code = context.Response.StatusCode;
        var detail = code switch
        {
            StatusCodes.Status401Unauthorized => "Expected a valid bearer token (POST /api/auth/login gives one) or an API key in X-Api-Key.",
            StatusCodes.Status403Forbidden => Forbidden(context),
            StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}; /openapi/v1.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible here; expected {context.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType => $"Content-Type is '{context.Request.ContentType}'; expected application/json.",
            _ => null,
        };
        var problem = TypedResults.Problem(detail, statusCode: code, title: ReasonPhrases.GetReasonPhrase(code));
        await problem.ExecuteAsync(context);
    }

    private static string Forbidden(HttpContext context)
    {
        var policies = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(static a => a.Policy).OfType<string>() ?? [];
        return $"You are {Principals.Describe(context.User)}; expected {ExpectationOf(policies.LastOrDefault())}.";
    }

    private static string ExpectationOf(string? policy) => policy switch
    {
        AccessPolicies.Read => "any role, or an API key with scope read",
        AccessPolicies.Consume => "role operator or admin, or an API key with scope read",
        AccessPolicies.Silence => "role operator or admin, or an API key with scope silence",
        AccessPolicies.Ingest => "role operator or admin, or an API key with scope ingest",
        AccessPolicies.Operate => "role operator or admin: a bearer token (POST /api/auth/login gives one)",
        AccessPolicies.Admin => "role admin: a bearer token (POST /api/auth/login gives one)",
        _ => "a role or scope that allows this",
    };
}
