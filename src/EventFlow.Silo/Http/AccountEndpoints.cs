using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace EventFlow.Silo;

/// <summary>Signing in and out of the dashboard: the forms of its pages post here, and a cookie is set.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder app)
    {
        var account = app.MapGroup("/account").ExcludeFromDescription().AllowAnonymous();
        account.MapPost("/login", (Delegate)Login);
        account.MapPost("/logout", (Delegate)Logout);
    }

    private static async Task<IResult> Login(
        HttpContext context, SignInService signIn, [FromForm] string? username, [FromForm] string? password, [FromForm] string? returnUrl)
    {
        var target = IsLocal(returnUrl) ? returnUrl! : "/";
        var (user, wait) = signIn.SignIn(username, password, context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (user is null)
            return TypedResults.Redirect($"/login?error={(wait is null ? "1" : "throttled")}&returnUrl={Uri.EscapeDataString(target)}");
        var identity = Principals.OfUser(user, AuthSchemes.Session);
        await context.SignInAsync(AuthSchemes.Session, new(identity), new() { IsPersistent = true });
        return TypedResults.Redirect(target);
    }

    private static async Task<IResult> Logout(HttpContext context)
    {
        await context.SignOutAsync(AuthSchemes.Session);
        return TypedResults.Redirect("/login");
    }

    // Another site could be named as the place to go back to, and look like ours.
    private static bool IsLocal(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl);
}
