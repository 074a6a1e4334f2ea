using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Registers users, tokens, API keys, sessions and policies.</summary>
internal static class AuthExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>();
        services.AddOptions<AuthOptions>().BindConfiguration("EventFlow:Auth").Configure<IConfiguration>(UseWellKnownNames).ValidateOnStart();
        services.AddOptions<AdminOptions>().BindConfiguration("EventFlow:Admin").ValidateOnStart();

        if (environment.IsDevelopment()) services.TryAddSingleton<IUserDirectory, DevelopmentUserDirectory>();
        else services.TryAddSingleton<IUserDirectory, SettingsUserDirectory>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<SignInService>();
        services.AddSingleton(CreateRegistry);
        services.AddHostedService<ApiKeyRefresher>();

        services.AddAuthentication(AuthSchemes.Automatic)
            .AddPolicyScheme(AuthSchemes.Automatic, null, static o => o.ForwardDefaultSelector = ChooseScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthenticationHandler>(AuthSchemes.Token, null)
            .AddCookie(AuthSchemes.Session);
        services.AddOptions<CookieAuthenticationOptions>(AuthSchemes.Session).Configure<IOptions<AuthOptions>>(ConfigureCookie);
        services.AddAuthorizationBuilder()
            .AddPolicy(AccessPolicies.Read, static p => p.RequireAssertion(static c => c.User.HasRole(Roles.Viewer) || c.User.HasScope(Scopes.Read)))
            .AddPolicy(AccessPolicies.Consume, static p => p.RequireAssertion(static c => c.User.HasScope(Scopes.Read) || c.User.HasRole(Roles.Operator)))
            .AddPolicy(AccessPolicies.Operate, static p => p.RequireAssertion(static c => c.User.HasRole(Roles.Operator)))
            .AddPolicy(AccessPolicies.Silence, static p => p.RequireAssertion(static c => c.User.HasRole(Roles.Operator) || c.User.HasScope(Scopes.Silence)))
            .AddPolicy(AccessPolicies.Admin, static p => p.RequireAssertion(static c => c.User.HasRole(Roles.Admin)))
            .AddPolicy(AccessPolicies.Ingest, static p => p.RequireAssertion(static c => c.User.HasScope(Scopes.Ingest) || c.User.HasRole(Roles.Operator)));
        return services;
    }

    private static ApiKeyRegistry CreateRegistry(IServiceProvider services)
    {
        var registry = ActivatorUtilities.CreateInstance<ApiKeyRegistry>(services);
        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            registry.AddBuiltIn(StartupBanner.DevelopmentApiKey, "development", Scopes.All);
        foreach (var key in services.GetRequiredService<IOptions<AuthOptions>>().Value.ApiKeys)
            registry.AddBuiltIn(key.Key, key.Name, key.Scopes is [] ? [Scopes.Read] : key.Scopes);
        return registry;
    }

    private static void UseWellKnownNames(AuthOptions options, IConfiguration configuration)
    {
        options.JwtSecret = configuration["JWT_SECRET"] ?? options.JwtSecret;
        options.PreviousJwtSecret = configuration["JWT_SECRET_PREVIOUS"] ?? options.PreviousJwtSecret;
    }

    // The cookie counts on pages and live connections only. The API takes no cookies, so no other site can make a browser call it.
    private static string ChooseScheme(HttpContext context)
    {
        if (TokenAuthenticationHandler.HasCredentials(context.Request)) return AuthSchemes.Token;
        var path = context.Request.Path;
        var program = path.StartsWithSegments("/api") || path.StartsWithSegments("/metrics") || path.StartsWithSegments("/v1") || path.StartsWithSegments("/-");
        return program ? AuthSchemes.Token : AuthSchemes.Session;
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie, IOptions<AuthOptions> auth)
    {
        cookie.Cookie.Name = "eventflow";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(auth.Value.SessionHours);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/login";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = CheckUser;
        cookie.Events.OnRedirectToLogin = static context => Refuse(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = static context => Refuse(context, StatusCodes.Status403Forbidden);
    }

    // A session may outlive its user, or the role it was given with.
    private static Task CheckUser(CookieValidatePrincipalContext context)
    {
        var (id, role) = (context.Principal?.FindFirst(AccessClaims.UserId)?.Value, context.Principal?.FindFirst(AccessClaims.Role)?.Value);
        var user = id is null ? null : context.HttpContext.RequestServices.GetRequiredService<IUserDirectory>().Find(id);
        if (user is not null && user.Role == role) return Task.CompletedTask;
        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync(AuthSchemes.Session);
    }

    // A page sends its visitor to sign in; a live connection, which no person looks at, is told the status.
    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (LivePaths.Contains(context.Request.Path) || status == StatusCodes.Status403Forbidden) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
