using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EventFlow.Silo;

/// <summary>
/// Authenticates programs: <c>Authorization: Bearer …</c> with a token or an API key (many programs can send nothing else), <c>X-Api-Key: …</c> or <c>Authorization: ApiKey …</c>;
/// browsers cannot set headers on a WebSocket, so there <c>?token=</c> or <c>?access_token=</c> holds either. On Alertmanager's paths the password of <c>Authorization: Basic …</c> may be
/// the API key too, as programs made for it send it. Whatever is wrong, the answer is the same 401.
/// </summary>
internal sealed class TokenAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenIssuer tokens, ApiKeyRegistry keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string BearerPrefix = "Bearer ";
    private const string BasicPrefix = "Basic ";
    private const string ApiKeyPrefix = "ApiKey ";
    private const string ApiKeyHeader = "X-Api-Key";

    /// <summary>Whether a request carries credentials that this scheme reads.</summary>
    public static bool HasCredentials(HttpRequest request) => ReadCredentials(request) is not null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer, ApiKey";
        return Task.CompletedTask;
    }

    private AuthenticateResult Authenticate()
    {
        if (ReadCredentials(Request) is not { } credentials) return AuthenticateResult.NoResult();
        var identity = credentials.IsToken is false ? FromKey(credentials.Text) : FromToken(credentials.Text);
        if (identity is null && credentials.IsToken is null) identity = FromKey(credentials.Text);
        return identity is null
            ? AuthenticateResult.Fail("The credentials are not valid.")
            : AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private ClaimsIdentity? FromToken(string text) => tokens.TryRead(text, Scheme.Name, out var identity) == JwtFailure.None ? identity : null;

    private ClaimsIdentity? FromKey(string text) =>
        keys.Find(text) is { } key ? Principals.OfKey(key.Id, key.Name, key.Scopes, Scheme.Name) : null;

    private static string PasswordOf(string base64)
    {
        Span<byte> bytes = stackalloc byte[1024];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out var length)) return "";
        var text = Encoding.UTF8.GetString(bytes[..length]);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : "";
    }

    // IsToken null: it may be either.
    private static (string Text, bool? IsToken)? ReadCredentials(HttpRequest request)
    {
        if (request.Headers[ApiKeyHeader] is [{ Length: > 0 } key]) return (key, false);
        if (request.Headers[HeaderNames.Authorization] is [{ } header])
        {
            if (header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)) return (header[BearerPrefix.Length..].Trim(), null);
            if (header.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase) && AlertmanagerEndpoints.Contains(request.Path)) return (PasswordOf(header[BasicPrefix.Length..]), false);
            if (header.StartsWith(ApiKeyPrefix, StringComparison.OrdinalIgnoreCase)) return (header[ApiKeyPrefix.Length..].Trim(), false);
            return (header, true);
        }

        if (!LivePaths.Contains(request.Path)) return null;
        if (request.Query["token"] is [{ Length: > 0 } token]) return (token, null);
        if (request.Query["access_token"] is [{ Length: > 0 } accessToken]) return (accessToken, null);
        return null;
    }
}
