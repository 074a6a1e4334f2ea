using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Signing in by program.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/auth").WithTags("Auth").AllowAnonymous();
        group.MapPost("/login", Login)
            .Describe("login", "Signs in and gives a bearer token", "The token is valid for 24 hours unless the settings say otherwise. An unknown name and a wrong password get the same answer.")
            .BodyExample("""{"username":"admin","password":"admin"}""")
            .Fails(400, 401, 429);
        group.MapPost("/refresh", Refresh)
            .Describe("refreshToken", "Exchanges a refresh token for a new pair", "A refresh token is good once. One that comes a second time ends the whole session, because somebody must have copied it.")
            .BodyExample("""{"refreshToken":"YWRtaW4.0123456789abcdef.secret"}""")
            .Fails(400, 401);
        group.MapPost("/logout", Logout)
            .Describe("logout", "Ends the session of a refresh token", "The bearer token stays valid until it expires.")
            .BodyExample("""{"refreshToken":"YWRtaW4.0123456789abcdef.secret"}""")
            .Fails(400);
    }

    private static async Task<Results<Ok<LoginResponse>, ProblemHttpResult>> Login(
        LoginRequest request, SignInService signIn, TokenIssuer tokens, RefreshTokens refresh, HttpContext context)
    {
        var (user, wait) = signIn.SignIn(request.Username, request.Password, context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (wait is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem("Too many sign-ins for this name, from this address or at once; wait as long as Retry-After says.", statusCode: 429, title: "Too many attempts.");
        }

        if (user is null) return Refused("Name or password is wrong.");
        var (token, expiresAt) = tokens.Issue(user);
        return TypedResults.Ok(new LoginResponse(token, await refresh.Open(user), expiresAt.ToUnixTimeMilliseconds(), user));
    }

    private static async Task<Results<Ok<LoginResponse>, ProblemHttpResult>> Refresh(RefreshRequest request, TokenIssuer tokens, RefreshTokens refresh)
    {
        if (await refresh.Exchange(request.RefreshToken ?? "") is not { } exchanged) return Refused("The refresh token is not valid any more; sign in again.");
        var (token, expiresAt) = tokens.Issue(exchanged.User);
        return TypedResults.Ok(new LoginResponse(token, exchanged.Token, expiresAt.ToUnixTimeMilliseconds(), exchanged.User));
    }

    private static async Task<NoContent> Logout(RefreshRequest request, RefreshTokens refresh)
    {
        await refresh.Close(request.RefreshToken ?? "");
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Refused(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in.");
}
