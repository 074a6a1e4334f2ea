using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>What concerns browsers: other origins, security headers, compression.</summary>
internal static class BrowserExtensions
{
    // Blazor needs a WebSocket to its own origin and sets styles from script; everything else comes from here and nothing is framed.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static IServiceCollection AddBrowserRules(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<CorsSettings>, CorsSettingsValidator>();
        services.AddOptions<CorsSettings>().BindConfiguration("EventFlow:Cors").ValidateOnStart();
        services.AddCors();
        services.AddAntiforgery(static o => o.Cookie.Name = "eventflow-form");
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>, IHostEnvironment>(ConfigureCors);
        return services.AddResponseCompression(static o =>
        {
            // Tokens are never mirrored beside chosen text, so compression under TLS gives nothing away.
            o.EnableForHttps = true;
            o.MimeTypes = ResponseCompressionDefaults.MimeTypes.Concat(["application/problem+json", "image/svg+xml"]);
        });
    }

    /// <summary>Sets the headers that keep a browser from doing what no page of ours asks for.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        // At the last moment: the handling of errors clears what was set before.
        context.Response.OnStarting(static response => SetHeaders((HttpResponse)response), context.Response);
        return next(context);
    });

    /// <summary>Refuses a WebSocket that a page of another site opens with our visitor's cookie.</summary>
    public static void UseOriginCheck(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var origin = context.Request.Headers.Origin;
        var byCookie = context.WebSockets.IsWebSocketRequest && origin.Count > 0 && !TokenAuthenticationHandler.HasCredentials(context.Request);
        if (!byCookie || IsSameOrigin(origin.ToString(), context.Request) || IsAllowed(origin.ToString(), context)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static Task SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        return Task.CompletedTask;
    }

    private static void ConfigureCors(CorsOptions cors, IOptions<CorsSettings> settings, IHostEnvironment environment) => cors.AddDefaultPolicy(policy =>
    {
        policy.AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(CorrelationMiddleware.Header, "Retry-After");
        if (settings.Value.Origins.Count > 0) policy.WithOrigins([.. settings.Value.Origins]).AllowCredentials();
        // Without credentials: a page on another port of this machine may use a token it was given, not the visitor's cookie.
        else if (environment.IsDevelopment()) policy.SetIsOriginAllowed(static o => Uri.TryCreate(o, UriKind.Absolute, out var uri) && uri.IsLoopback);
    });

    private static bool IsSameOrigin(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsAllowed(string origin, HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<CorsSettings>>().Value.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
